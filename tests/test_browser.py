"""The notebooks in JupyterLab, in a real browser: each runs from top to bottom, and what it shows can be read in the
light theme and in the dark one.

The browser is the machine's own Chromium; without one these tests skip.
"""

import json
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest
from support import QUICK, ROOT, environment, make_project

from segtools.stages import STAGES

try:
    from playwright.sync_api import Error, sync_playwright
except ImportError:
    sync_playwright = None

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and sync_playwright),
    reason="no Chromium on this machine: the notebooks were not looked at in a browser",
)

NAMES = [stage.name for stage in STAGES]
LIGHT, DARK = THEMES = ("JupyterLab Light", "JupyterLab Dark")
START, RUN = 60, 300  # seconds, on a machine that does other things too
ENOUGH, ENOUGH_WHERE_LARGE = 4.5, 3.0  # WCAG 2.2, 1.4.3
SHOWN_TEXT = (ROOT / "tests" / "shown_text.js").read_text("utf-8")

# every cell is drawn, in sight or not, and Lab asks nobody outside for news
LAB_SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}
OPEN = """async (path) => {
  const panel = await jupyterapp.commands.execute("docmanager:open", { path });
  await Promise.all([panel.context.ready, panel.sessionContext.ready, panel.revealed]);
  await panel.sessionContext.session.kernel.info;
  window.panel = panel;
}"""
RUN_ALL = """() => {
  window.ran = false;
  jupyterapp.commands.execute("notebook:run-all-cells").finally(() => { window.ran = true; });
}"""
# a kernel that is through, and no cell that is still to be drawn
AT_REST = """() => window.ran && panel.sessionContext.session.kernel.status === "idle"
  && panel.content.widgets.every((cell) => cell.isAttached && (cell.model.type !== "markdown" || cell.rendered))"""
CLOSE = """async () => {
  await panel.sessionContext.shutdown();
  panel.dispose();
}"""


@dataclass
class Seen:
    """A notebook as it has run: its cells with their outputs, and by theme the texts that are to be seen."""

    cells: list[dict]
    texts: dict[str, list[dict]]

    def named(self, number: int) -> str:
        """A cell by its number and a line of it: of prose the first, of code the last, which shows what is seen."""
        lines = "".join(self.cells[number]["source"]).splitlines() or [""]
        return f"cell {number + 1} ({lines[-1 if self.cells[number]['cell_type'] == 'code' else 0]})"


class Lab:
    """A JupyterLab in a browser, in which each notebook runs once, after those whose tables it reads."""

    def __init__(self, page):
        self.page, self.kept = page, {}

    def seen(self, name: str) -> Seen:
        for earlier in NAMES[: NAMES.index(name) + 1]:
            if earlier not in self.kept:
                self.kept[earlier] = self._run(earlier)
        if not isinstance(self.kept[name], Seen):
            pytest.fail(f"{name} did not come to an end in JupyterLab: {self.kept[name]}")
        return self.kept[name]

    def _run(self, name: str):
        page = self.page
        try:
            self._turn(LIGHT)
            page.evaluate(OPEN, f"notebooks/{name}.ipynb")
            page.evaluate(RUN_ALL)
            page.wait_for_function(AT_REST, timeout=RUN * 1000)
            cells = page.evaluate("panel.content.model.sharedModel.toJSON().cells")
            texts = {}
            for theme in THEMES:
                self._turn(theme)
                texts[theme] = page.evaluate(f"({SHOWN_TEXT})(panel.content.node)")
            page.evaluate(CLOSE)
        except Error as fault:
            return fault
        return Seen(cells, texts)

    def _turn(self, theme: str):
        self.page.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        self.page.wait_for_function("(theme) => document.body.dataset.jpThemeName === theme", arg=theme)
        self.page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")


def copied_project(folder):
    """The project with the notebooks' own parameters made quick; JupyterLab may save into it as it likes."""
    project = make_project(folder / "project")
    for path in (project / "notebooks").glob("*.ipynb"):
        book = json.loads(path.read_text("utf-8"))
        cell = next(cell for cell in book["cells"] if "parameters" in cell["metadata"].get("tags", []))
        cell["source"] = f'client = "demo"\nsettings = {QUICK}'
        path.write_text(json.dumps(book), "utf-8")
    return project


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a JupyterLab of its own: nothing of the person's who runs the tests is read or written."""
    folder = tmp_path_factory.mktemp("browser")
    for name, settings in LAB_SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), "utf-8")
    own = {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        **{f"JUPYTER_{kind}_DIR": kind.lower() for kind in ("CONFIG", "DATA", "RUNTIME")},
        "IPYTHONDIR": "ipython",
        "SEGTOOLS_OUTPUTS": "outputs",
    }
    variables = environment(
        **{name: str(folder / place) for name, place in own.items()}, JUPYTER_TOKEN=secrets.token_hex()
    )
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--LabApp.extension_manager=readonly"]
    with (folder / "log").open("w") as log:
        lab = subprocess.Popen(command, cwd=copied_project(folder), env=variables, stdout=log, stderr=log)
    try:
        yield address_of(lab, folder)
    finally:
        lab.terminate()  # and with it its kernels
        lab.wait(START)


def address_of(lab, folder) -> str:
    """Where the server listens, which it writes down once it does."""
    written = folder / "runtime" / f"jpserver-{lab.pid}.json"
    until = time.monotonic() + START
    while lab.poll() is None and time.monotonic() < until:
        if written.is_file() and (text := written.read_text("utf-8")).endswith("}"):
            known = json.loads(text)
            return f"{known['url']}lab?token={known['token']}"
        time.sleep(0.1)
    lab.terminate()
    raise RuntimeError((folder / "log").read_text("utf-8"))


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(server, browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(START * 1000)
    page.goto(server)
    page.wait_for_function("window.jupyterapp")
    page.evaluate("jupyterapp.restored.then(() => true)")
    return Lab(page)


# --- the notebooks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_top_to_bottom(lab, name):
    seen = lab.seen(name)
    code = [(n, cell) for n, cell in enumerate(seen.cells) if cell["cell_type"] == "code"]
    said = [(n, output) for n, cell in code for output in cell["outputs"]]
    errors = [f"{seen.named(n)}: {one['ename']}: {one['evalue']}" for n, one in said if one["output_type"] == "error"]
    assert not errors, "\n".join([f"{name} has an error in", *errors])
    warnings = [f"{seen.named(n)}: {one['text']}" for n, one in said if one.get("name") == "stderr"]
    assert not warnings, "\n".join([f"{name} warns in", *warnings])
    assert [cell["execution_count"] for _, cell in code] == list(range(1, len(code) + 1))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_can_be_read(lab, name, theme):
    seen = lab.seen(name)
    read = {text["cell"] for text in seen.texts[theme]}
    assert not [seen.named(n) for n, cell in enumerate(seen.cells) if shows_text(cell) and n not in read]
    faults = hard_to_read(seen.texts[theme])
    assert not faults, "\n".join(
        [f"{name} in {theme} has text that is hard to read:", *(f"{seen.named(n)}: {what}" for n, what in faults)]
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_cut_off(lab, name):
    seen = lab.seen(name)
    cut = [f"{seen.named(text['cell'])}: “{text['text']}”" for text in seen.texts[LIGHT] if text["cut"]]
    assert not cut, "\n".join([f"{name} has text that is cut off:", *cut])


def shows_text(cell: dict) -> bool:
    return cell["cell_type"] == "markdown" or any("text/html" in one.get("data", {}) for one in cell["outputs"])


# --- what can be read -------------------------------------------------------------------------------------


def hard_to_read(texts: list[dict]) -> list[tuple[int, str]]:
    """Cell and description of each text without enough contrast, once a cell and pair of colours."""
    faults = {}
    for text in texts:
        found, wanted = contrast(text["ink"], text["ground"]), ENOUGH_WHERE_LARGE if text["large"] else ENOUGH
        if found >= wanted and not text["picture"]:
            continue
        ink, ground = in_hex(text["ink"]), in_hex(text["ground"])
        why = "on a picture" if text["picture"] else f"{found:.2f} : 1, not {wanted} : 1"
        faults.setdefault((text["cell"], ink, ground), f"“{text['text']}” is {ink} on {ground}, {why}")
    return [(cell, what) for (cell, *_), what in faults.items()]


def contrast(one: list[float], other: list[float]) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def in_hex(colour: list[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in colour)


PAGE = """<body style="background: #ffffff; margin: 0"><div class="jp-Cell"><div class="jp-RenderedMarkdown">
<p style="color: #777777">nearly</p>
<p style="color: #777777; font-size: 24px">large</p>
<p style="color: #000000; opacity: 0.5">faded</p>
<div style="background: rgba(0, 0, 0, 0.5)"><p style="color: #ffffff">on half a black</p></div>
<div style="background: linear-gradient(red, blue)"><p>on a picture</p></div>
<svg width="200" height="20"><rect width="90" height="20" fill="#0072b2"/><text y="15" fill="#22303c">bar</text>
<text x="100" y="15" fill="#22303c">free</text><text x="180" y="15">over the edge</text></svg>
<div style="overflow: hidden; width: 30px; white-space: nowrap">more than fits</div>
<div style="overflow: auto; width: 30px; white-space: nowrap">more than fits, and scrolls</div>
<p style="visibility: hidden; color: #fefefe">hidden</p>
</div><pre style="color: #eeeeee">code</pre></div>"""


def test_pale_and_cut_text_is_found_wherever_it_stands(browser):
    """The measure itself, on a page on which the faults are known."""
    page = browser.new_page()
    page.set_content(PAGE)
    texts = page.evaluate(f"({SHOWN_TEXT})(document.body)")
    page.close()
    found = {}
    for text in texts:
        found.setdefault(text["text"], []).append(round(contrast(text["ink"], text["ground"]), 2))
    assert found["nearly"] == found["large"] == [4.48]
    assert found["faded"] == [3.98] and found["on half a black"] == [4.0]
    assert found["free"] == [13.5] and found["bar"] == [13.5, 2.6] and not {"hidden", "code"} & set(found)
    assert [what.split("”")[0] for _, what in hard_to_read(texts)] == [
        *("“nearly", "“faded", "“on half a black", "“on a picture", "“bar")
    ]
    assert [text["text"] for text in texts if text["cut"]] == ["over the edge", "more than fits"]
