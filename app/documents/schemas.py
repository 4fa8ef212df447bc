"""The data of the printable sheets, exactly as the templates read it.

Every value is a string already formatted as it is to be printed ("2025年6月20日", "12", "本科"); "" prints an
empty cell, an empty list one blank row. Every key must be there. Long texts keep their line breaks ("\\n").
Pictures are SVG text (`pictures.photo_svg`, `pictures.signature_svg`), "" where there is none yet.
`<name>.typ` in templates/sheets prints `<Name>Data`.
"""

from __future__ import annotations

from typing import TypedDict


class ReviewSheetCover(TypedDict):
    """The cover of the 评审表: 编号, 单位, 姓名, 现任专业技术职务, 评审任职资格, 申报专业, 填表时间, 印制机关."""

    number: str
    employer: str
    name: str
    present_title: str
    title: str
    specialty: str
    filled_on: str
    issuer: str


class HighestEducation(TypedDict):
    """最高学历: 学历, 毕业时间, 学校, 专业, 学制, 学位."""

    education: str
    graduated_on: str
    school: str
    field_of_study: str
    duration: str
    degree: str


class LabelledText(TypedDict):
    """What only some plans ask for, under the name that the plan gives it."""

    label: str
    text: str


class BasicInformation(TypedDict):
    """基本情况 of the 评审表.

    `appointed_on` is the 聘任时间 of `present_title`; `title_conferred_on` and `title_conferred_by` are 取得时间
    and 审批机关 of the title held now; `professional_years` are full years with their unit ("12 年"); `further` is
    申报类型, 自评分 and 推荐人 where the plan asks for them.
    """

    name: str
    former_name: str
    sex: str
    ethnicity: str
    born_on: str
    birthplace: str
    identity_number: str
    started_work_on: str
    health: str
    political_status: str
    highest_education: HighestEducation
    present_title: str
    appointed_on: str
    specialty: str
    professional_years: str
    title_conferred_on: str
    title_conferred_by: str
    administrative_post: str
    academic_memberships: str
    foreign_language: str
    computer_skills: str
    photo_svg: str
    further: list[LabelledText]


class EducationRow(TypedDict):
    """学习培训经历: 起止时间, 学校或培训机构, 专业或培训内容, 学习形式, 学历学位或结果."""

    period: str
    school: str
    subject: str
    mode: str
    result: str


class EmploymentRow(TypedDict):
    """工作经历: 起止时间, 工作单位及部门, 从事何专业技术工作, 行政职务, 专业技术职务."""

    period: str
    employer: str
    work: str
    post: str
    title: str


class PerformanceRow(TypedDict):
    """主要专业技术工作业绩: 起止时间, 项目, 本人作用 (主持, 参加, 独立), 完成情况及效果."""

    period: str
    project: str
    role: str
    result: str


class PublicationRow(TypedDict):
    """著作论文: 日期, 名称及内容提要, 出版登载或交流情况, 本人排名 (合著, 独著)."""

    date: str
    work: str
    publication: str
    rank: str


class ContinuingEducationRow(TypedDict):
    """继续教育学时 of one year: 专业科目, 行业公需, 一般公需, 合计."""

    year: str
    professional: str
    industry_public: str
    general_public: str
    total: str


class AppraisalRow(TypedDict):
    """年度考核: one year and its grade."""

    year: str
    grade: str


class DefenceRecord(TypedDict):
    """答辩情况: 时间, 答辩小组, 主要问题, 答辩评价, 组长签字. All "" where no defence was held."""

    date: str
    panel: str
    questions: str
    comment: str
    signer: str


class CommitmentRecord(TypedDict):
    """个人承诺: its wording (from the plan), the handwritten signature, the date of signing."""

    text: str
    signature_svg: str
    date: str


class Tally(TypedDict):
    """The vote of a committee: 总人数, 出席, 赞成, 反对, 弃权."""

    members: str
    present: str
    agree: str
    against: str
    abstain: str


class OpinionBlock(TypedDict):
    """One block of 意见, in the order of the plan's route.

    `label` stands at the left (“单位意见”, “评委会意见”); `public_notice` is the 公示情况 paragraph (R-186), "" where
    the block has none; `organisation` and `date` stand under the seal; `signer_label` names who signs
    (“负责人签字”) and `seal` the seal (“公章”); `tally` is None where no vote is taken, and a Tally of "" where one
    is still to be taken.
    """

    label: str
    text: str
    public_notice: str
    organisation: str
    signer_label: str
    signer: str
    seal: str
    date: str
    tally: Tally | None


class ReviewSheetData(TypedDict):
    """《专业技术职务任职资格评审表》(R-222, R-223, R-228).

    `watermark` is the plan's watermark text (R-233), "" for none; `version` the number of the submission and
    `verification_code` the code by which a print is checked against it. 业绩 stand in two lists, before and
    since the present post.
    """

    watermark: str
    version: str
    verification_code: str
    cover: ReviewSheetCover
    basics: BasicInformation
    education: list[EducationRow]
    employment: list[EmploymentRow]
    performance_before: list[PerformanceRow]
    performance_since: list[PerformanceRow]
    publications: list[PublicationRow]
    continuing_education: list[ContinuingEducationRow]
    annual_appraisals: list[AppraisalRow]
    term_appraisal: str
    defence: DefenceRecord
    work_statement: str
    commitment: CommitmentRecord
    opinions: list[OpinionBlock]


class PublicNoticeRow(TypedDict):
    """One applicant on the 公示表, in the order of its columns.

    学历/专业, 现资格及时间 and 申报资格/专业 are two strings each; `performance` is 主要业绩 and may be long.
    """

    number: str
    name: str
    sex: str
    born_in: str
    education: str
    field_of_study: str
    present_title: str
    present_title_since: str
    title: str
    specialty: str
    mode: str
    performance: str


class PublicNoticeSheetData(TypedDict):
    """公示表 (R-184, R-185): basic information and achievements of the applicants of one employer.

    `title` and `plan` head the first page; `note` is the sentence that asks for objections; `starts_on` to
    `ends_on` are `working_days` working days; `organisation` seals and `issued_on` dates the notice.
    """

    watermark: str
    title: str
    plan: str
    organisation: str
    rows: list[PublicNoticeRow]
    note: str
    starts_on: str
    ends_on: str
    working_days: str
    telephone: str
    email: str
    issued_on: str


class AuthorisationLetterData(TypedDict):
    """授权委托书 of an employer: 单位, 统一社会信用代码, 地址, 电话; 经办人员 and 手机号码."""

    employer: str
    credit_code: str
    address: str
    telephone: str
    operator: str
    operator_phone: str


class PostGridRow(TypedDict):
    """A line of 单位专业技术岗位情况: its name, 正高级, 副高级, 中级, 初级及未定级, 总数."""

    label: str
    full_senior: str
    associate_senior: str
    intermediate: str
    junior: str
    total: str


class PostSelectionRow(TypedDict):
    """A line of 单位专业技术岗位竞聘结果 (R-241)."""

    name: str
    identity_number: str
    held_title: str
    appointed_rank: str
    appointed_on: str
    post_grade: str
    title: str


class PostInformationSheetData(TypedDict):
    """《事业单位人员职称申报岗位信息表》 (R-236 to R-243).

    `statement` is the sentence of R-240 for each level; `opinion`, `confirmer` and `decided_on` are those of the
    competent or the HRSS department.
    """

    employer: str
    year: str
    established_total: str
    post_total: str
    employed_total: str
    grid: list[PostGridRow]
    statement: list[str]
    selections: list[PostSelectionRow]
    opinion: str
    confirmer: str
    decided_on: str
