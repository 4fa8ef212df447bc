"""Fixtures of the sheets' tests: fonts, a renderer, and data in which every value is told apart."""

import pytest
from documents_samples import TEMPLATES, numbered

from app.documents.renderer import SheetRenderer
from app.documents.schemas import PublicNoticeSheetData, ReviewSheetData


@pytest.fixture(scope="session")
def sheets(font_directory):
    return SheetRenderer(TEMPLATES, font_directory)


@pytest.fixture
def review_data():
    return numbered(ReviewSheetData) | {"watermark": "示例水印文字"}


@pytest.fixture
def notice_data():
    return numbered(PublicNoticeSheetData) | {"watermark": "示例水印文字"}
