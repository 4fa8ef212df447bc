"""授权委托书: the letter that an employer signs and seals."""

from documents_samples import numbered, pages, values

from app.documents.schemas import AuthorisationLetterData

pytest_plugins = ["conftest_documents"]


def test_every_value_of_the_authorisation_letter_is_printed_on_one_page(sheets):
    data = numbered(AuthorisationLetterData)
    printed = pages(sheets.render("authorisation_letter", data))
    assert len(printed) == 1
    assert [word for word in values(data) if word not in printed[0]] == []


def test_the_letter_leaves_room_for_signatures_and_the_seal(sheets):
    (page,) = pages(sheets.render("authorisation_letter", numbered(AuthorisationLetterData)))
    for words in ("授权委托书", "经办人员（签名）", "法定代表人（签名）", "单位（盖章）", "年"):
        assert words in page
