"""What is wrong with the page that a browser shows: overflow, headings, language, accessibility, keyboard."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

SIZES: dict[str, ViewportSize] = {"1366×768": {"width": 1366, "height": 768}, "390×844": {"width": 390, "height": 844}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
GRAVE = ("serious", "critical")

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is typed into a form is kept by it or warned about; a sign-in and the choice of rows are neither.
FACTS = """() => ({
  lang: document.documentElement.lang,
  headings: [...document.querySelectorAll("h1")].filter(one => one.textContent.trim()).length,
  dates: document.body.innerText.match(/\\b\\d{4}-\\d{2}-\\d{2}\\b/g) || [],
  careless: [...document.querySelectorAll("form[method=post]")].filter(form =>
    form.querySelector("textarea, select, canvas, input:not([type=hidden], [type=password])")
    && !form.querySelector("[type=password]") && !form.matches("[data-guard], [data-autosave], [data-selection]")
  ).map(form => form.getAttribute("action") || "its own address"),
})"""
ON_PAPER = """() => {
  const shown = [...document.querySelectorAll("nav, header.topbar, button, .button, summary.button, .drop")]
    .filter(one => one.checkVisibility()).map(one => `${one.localName} “${one.textContent.trim().slice(0, 20)}”`);
  const {left, width} = document.querySelector("main").getBoundingClientRect();
  const wide = width >= innerWidth * 0.95 && left <= innerWidth * 0.05;
  return wide ? shown : [...shown, `${width} px of ${innerWidth} used`];
}"""
# Everything that can be pressed or typed into and is in sight, in the order of the document. Of a group of radio
# buttons the keyboard reaches one and the arrows the others.
CONTROLS = """
const controls = () => {
  const groups = new Set();
  return [...document.querySelectorAll(
    "a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select:not(:disabled), " +
    "textarea:not(:disabled), summary, [tabindex]"
  )].filter(one => {
    if (one.matches("main, .skip") || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== "radio") return true;
    const group = one.form ? [...one.form.elements].filter(other => other.name === one.name) : [];
    const kept = group.find(other => other.checked) || group[0] || one;
    if (one !== kept || groups.has(kept)) return false;
    groups.add(kept);
    return true;
  });
};
const named = one => `${one.localName}${one.name ? `[${one.name}]` : ""} “${one.textContent.trim().slice(0, 20)}”`;
const outlined = one => {
  const style = getComputedStyle(one);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
};
"""
# A control that is drawn by its label (opacity 0) shows its focus there.
FOCUS = f"""() => {{ {CONTROLS}
  const faults = [];
  for (const one of controls()) {{
    if (one.tabIndex < 0) {{ faults.push(`${{named(one)}} cannot be reached`); continue; }}
    one.focus({{preventScroll: true}});
    if (document.activeElement !== one) faults.push(`${{named(one)}} takes no focus`);
    else if (![one, ...(one.labels || [])].some(outlined)) faults.push(`${{named(one)}} shows no focus`);
  }}
  document.activeElement?.blur();
  return faults;
}}"""
MARK = f"""() => {{ {CONTROLS}
  window.awaited = new Map(controls().map(one => [one, named(one)]));
  return window.awaited.size;
}}"""
TICK = "() => { window.awaited.delete(document.activeElement); return document.activeElement === document.body; }"
LEFT = "() => [...window.awaited.values()]"


def faults_of(page: Page, *, thorough: bool) -> list[str]:
    """Faults of the page at both sizes, each with the size; `thorough` asks axe and tries every control as well."""
    found = []
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        wider = page.evaluate(OVERFLOW)
        if wider > 0:
            found.append(f"{name}: scrolls sideways by {wider} px")
        if thorough:
            found += [f"{name}: {fault}" for fault in [*_axe(page), *page.evaluate(FOCUS)]]
    facts = page.evaluate(FACTS)
    if not facts["lang"]:
        found.append("no language")
    if facts["headings"] != 1:
        found.append(f"{facts['headings']} headings of the first level")
    found += [f"{date} is not written as people write days" for date in facts["dates"]]
    found += [f"what is typed into the form to {form} can be lost" for form in facts["careless"]]
    return found


def faults_on_paper(page: Page) -> list[str]:
    """What a printed page shows besides its content, and whether it uses the sheet's width."""
    page.set_viewport_size(SIZES["1366×768"])
    page.emulate_media(media="print")
    found = [f"on paper: {fault}" for fault in page.evaluate(ON_PAPER)]
    page.emulate_media(media="screen")
    return found


def not_reached_by_tab(page: Page) -> list[str]:
    """Controls that the Tab key passes by, from the top of a page just opened to its end."""
    page.set_viewport_size(SIZES["1366×768"])
    # A day is one control and four stops.
    for _press in range(page.evaluate(MARK) * 4):
        page.keyboard.press("Tab")
        if page.evaluate(TICK):
            break
    left: list[str] = page.evaluate(LEFT)
    return left


def _axe(page: Page) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    answer: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{rule['id']}: {rule['help']} ({node['target'][0]}: {node['html'][:120]})"
        for rule in answer["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"][:3]
    ]
