"""report.py: one page in the client's look, without code and without what code wrote for its programmer."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from segtools.deliver.report import SECTIONS, notebook_body, page_look, write_report
from segtools.deliver.views import views_of
from segtools.show.look import VERDICTS
from segtools.stages import STAGES
from segtools.tables import open_study
from segtools.words import Finding

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


PAGES = []  # the page of the small study as it stands


@pytest.fixture
def page(views, tmp_path):
    """The page of the small study as text: `page(least=…, tables=…, found=…)`."""

    def written(**given):
        assert write_report(views(**given), tmp_path / "report.html") == list(SECTIONS)
        return (tmp_path / "report.html").read_text("utf-8")

    def of(**given):
        if given:
            return written(**given)
        if not PAGES:
            PAGES.append(written())
        return PAGES[0]

    return of


def test_the_page_holds_every_section_and_loads_nothing_from_elsewhere(page):
    text = page()
    assert [name for name in SECTIONS if f'id="{name}"' not in text] == []
    assert not re.search(r'(src|href)="https?://', text)
    assert "No executed notebook is kept beside these tables." in text


def test_findings_stand_where_their_stage_and_kind_belong(page):
    found = {
        "04_profile": [Finding("target-no-channel", "note"), Finding("kind-caution", "caution", {"text": "beware"})],
        "02_explore": [Finding("target-no-segments", "note")],
    }
    text = page(found=found)
    forecast = text.split("The forecast of value")[1].split('id="quality"')[0]
    assert "The data records no channel" in forecast and "Do not act on these targets" not in forecast
    answer, segments = text.split('id="answer"')[1].split('id="segments"')
    assert "Caution: Caution: beware" in answer and "Caution: Caution: beware" not in segments.split('id="evidence"')[0]
    assert "The data records no channel" in segments and "The data records no channel" not in answer


def test_the_client_has_colour_font_and_logo_on_the_page(project, outputs, monkeypatch):
    from deliver.small_study import write_study

    (project.parent / "data" / "logo.png").write_bytes(PIXEL)
    look = "deliver: {logo: logo.png, colour: '#0b3c5d', font: Georgia}\n"
    path = project / "params" / "demo.yaml"
    path.write_text(path.read_text("utf-8") + look, "utf-8")
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(outputs))
    write_study(outputs)
    own = views_of(open_study("demo"))
    write_report(own, outputs / "report.html")
    text = (outputs / "report.html").read_text("utf-8")
    assert (
        "--brand: #0b3c5d" in text and "'Georgia', system-ui" in text and "h1, h2, h3 { color: var(--brand); }" in text
    )
    assert '<img class="logo" alt="Logo of Harbour &amp; Hill" src="data:image/png;base64,iVBOR' in text
    assert page_look(own)["verdict"] == VERDICTS["natural"]


def test_what_code_wrote_on_the_error_stream_and_code_itself_stay_out(tmp_path):
    outputs = [
        new_output("stream", name="stderr", text="/home/me/x.py:3: UserWarning: do not look"),
        new_output("stream", name="stdout", text="look here"),
        new_output("execute_result", data={"text/html": "<b>a table</b>"}),
    ]
    picture = new_output("display_data", data={"image/png": "iVBORw0KGgo="})
    cells = [
        new_markdown_cell("# The question?\n\nwhy we look"),
        new_code_cell("secret_code()", outputs=outputs),
        new_markdown_cell("## What lies between"),
        new_code_cell("draw()", outputs=[picture]),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "03_segment.ipynb")
    body = notebook_body(tmp_path, "03_segment")
    assert "UserWarning" not in body and "secret_code" not in body and "The question?" not in body
    assert "look here" in body and "<b>a table</b>" in body and "why we look" in body
    assert "Figure: What lies between" in body


def test_executed_notebooks_stand_under_the_question_of_their_stage(views, tmp_path):
    own = views()
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Q?\n\nprose")]), own.study.folder / "03_segment.ipynb")
    write_report(own, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    question = next(stage.question for stage in STAGES if stage.name == "03_segment")
    assert f"<summary>03 · {question}</summary>" in text and "prose" in text


def test_every_picture_says_what_it_is(page):
    pictures = re.findall(r"<img[^>]*>", page())
    assert len(pictures) >= 6 and not [one for one in pictures if not re.search(r'alt="[^"]{8,}"', one)]


def test_rules_of_thumb_and_rows_set_aside_tell_of_nobody_few(page):
    text = page()
    rules = text.split("Rules of thumb")[1].split("</table>")[0]
    assert "orders over 8" in rules and "583" in rules and "67" not in re.findall(r">(\d+)<", rules)
    assert "correct" not in rules and "240" in rules and "37%" not in rules  # 89 people
    assert "37%" in page(least=10)
