#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Opens a report's page, of a race or of a check, in a browser and uses it as somebody would. Says what is wrong, and ends with 1 if anything is;
with 77 where there is no browser. Usage: check_report.py PAGE RESULT PICTURES
  RESULT    the file that the page was made from
  PICTURES  what the names of the screenshots begin with: light.png, dark.png, narrow.png and print.png follow"""
import os
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import browser as chromium  # noqa: E402

WRONG = []


def expect(what, is_so):
    if not is_so:
        WRONG.append(what)


def column(page, table, index):
    return page.run(f"Array.from(document.querySelector('{table}').tBodies[0].rows).filter(r => !r.hidden)"
                    f".map(r => parseFloat(r.cells[{index}].dataset.v))")


def check_sort(page):
    head = "document.querySelector('table.ratios thead').rows[0].cells[1]"
    before = column(page, "table.ratios", 1)
    page.run(f"{head}.querySelector('button').click()")
    expect("the first click sorts with the largest first", column(page, "table.ratios", 1) == sorted(before, reverse=True))
    expect("the column says how it is sorted", page.run(f"{head}.getAttribute('aria-sort')") == "descending")
    page.run(f"{head}.querySelector('button').click()")
    expect("the second click turns it round", column(page, "table.ratios", 1) == sorted(before))
    page.run("document.querySelector('table.ratios thead button').click()")
    names = page.run("Array.from(document.querySelector('table.ratios').tBodies[0].rows, r => r.cells[0].textContent)")
    expect("names are sorted from a to z", names == sorted(names))


def check_filter(page):
    page.run("document.querySelector('details.figures').open = true")
    rows = "Array.from(document.querySelector('table.cells').tBodies[0].rows).filter(r => !r.hidden)"
    name = page.run(f"{rows}[0].dataset.impl")
    all_rows = page.run(f"{rows}.length")
    page.run("{const i = document.querySelector('.figures input'); i.value = '" + name +
             "'; i.dispatchEvent(new Event('input'));}")
    shown = page.run(f"{rows}.map(r => r.dataset.impl)")
    expect("a filter keeps what it names", 0 < len(shown) < all_rows and all(name in s for s in shown))
    page.run("{const i = document.querySelector('.figures select'); i.selectedIndex = 1; "
             "i.dispatchEvent(new Event('change'));}")
    sizes = page.run(f"{rows}.map(r => r.dataset.bytes)")
    expect("a size keeps its own rows", 0 < len(sizes) < len(shown) and len(set(sizes)) == 1)
    page.run("document.querySelector('details.figures').open = false")


def check_plot(page):
    found = page.run("""(() => {
        const figure = document.querySelector('figure.live'), svg = figure.querySelector('svg');
        figure.scrollIntoView({behavior: 'instant'});
        const cells = Array.from(document.querySelectorAll('table.cells tbody tr'));
        const name = cells[cells.length - 1].dataset.impl;
        const sizes = cells.filter(r => r.dataset.impl === name).length;
        const groups = Array.from(svg.querySelectorAll('g[id*="_plot_"]'));
        const label = Array.from(svg.querySelectorAll('text')).find(t => t.textContent.trim() === name);
        const box = label.getBoundingClientRect();
        return {name, sizes, groups: groups.length, label: [box.x + box.width / 2, box.y + box.height / 2],
                buttons: svg.querySelectorAll('[role=button]').length,
                names: new Set(cells.map(r => r.dataset.impl)).size};
    })()""")
    name = found["name"]
    expect("every implementation's name is a button", found["buttons"] == found["names"])
    tip = "document.querySelector('figure.live .tip')"
    sweep = """(() => {
        const svg = document.querySelector('figure.live svg'), box = svg.getBoundingClientRect();
        const m = svg.getScreenCTM(), seen = new Set(), tip = document.querySelector('figure.live .tip');
        for (let x = 60; x < 1180; x += 12) for (let y = 80; y < 680; y += 12) { // lines are found from 40 away
            svg.dispatchEvent(new PointerEvent('pointermove', {clientX: m.e + x * m.a, clientY: m.f + y * m.d}));
            if (!tip.hidden) seen.add(tip.textContent.split(' ')[0]);
        }
        svg.dispatchEvent(new PointerEvent('pointerleave'));
        return Array.from(seen);
    })()"""
    seen = page.run(sweep)
    expect(f"the pointer finds lines ({seen})", name in seen and len(seen) > 1)
    for on_way in (True, False):
        page.click(*found["label"])
        gone = page.run("Array.from(document.querySelectorAll('figure.live g.gone')).length")
        pressed = page.run("Array.from(document.querySelectorAll('figure.live [aria-pressed=false]'), t => t.textContent)")
        if on_way:
            expect("a click on a name hides its line", gone == 3 and [p.strip() for p in pressed] == [name])
            expect("what is hidden is not drawn", page.run(
                "getComputedStyle(document.querySelector('figure.live g.gone')).display") == "none")
            expect("what is hidden is not found", name not in page.run(sweep))
        else:
            expect("another click shows it again", gone == 0 and pressed == [])
    page.run("document.querySelectorAll('figure.live .tools button')[1].click()")
    expect("all can be hidden", page.run(sweep) == [])
    page.run("document.querySelectorAll('figure.live .tools button')[0].click()")
    check_hover(page, tip)


def check_hover(page, tip):
    """By a real mouse, at the last point that gnuplot has drawn."""
    page.mouse("mouseMoved", *page.run("""(() => {
        const points = document.querySelectorAll('figure.live g[id*="_plot_"] use[transform^="translate"]');
        const box = points[points.length - 1].getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    })()"""))
    shown, text = page.run(f"!{tip}.hidden"), page.run(f"{tip}.textContent")
    expect(f"hovering says size, GB/s and ratio ({text!r})", shown and "GB/s" in text and "ratio" in text)
    cells = page.run("Array.from(document.querySelectorAll('table.cells tbody tr'), "
                     "r => r.cells[0].textContent + ' (' + r.cells[1].textContent + '), ' + r.cells[2].textContent + "
                     "'\\n' + r.cells[3].textContent + ' GB/s')")
    expect("what it says is in the table", any(text.startswith(c) for c in cells))


def check_download(page, result):
    with tempfile.TemporaryDirectory() as directory:
        page.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=directory)
        page.run("document.querySelector('.download button').click()")
        path = os.path.join(directory, page.run("document.querySelector('.download button').textContent").split()[-1])
        end = time.monotonic() + 20
        while not os.path.exists(path) and time.monotonic() < end:
            page.run("1")
            time.sleep(0.05)
        expect("the raw result can be downloaded", os.path.exists(path))
        if os.path.exists(path):
            with open(path, "rb") as got, open(result, "rb") as wanted:
                expect("it is the result, byte for byte but for '<'",
                       got.read().replace(rb"\u003c", b"<") == wanted.read().replace(rb"\u003c", b"<"))


def check_cells(page):
    """The cells of a check."""
    rows = "Array.from(document.querySelector('table.cells').tBodies[0].rows).filter(r => !r.hidden)"
    before = column(page, "table.cells", 3)
    for reverse in (True, False):
        page.run("document.querySelector('table.cells thead').rows[0].cells[3].querySelector('button').click()")
        expect("slowdowns are sorted", column(page, "table.cells", 3) == sorted(before, reverse=reverse))
    page.run("{const i = document.querySelector('.tools input'); i.value = 'regression'; i.dispatchEvent(new Event('input'));}")
    shown = page.run(f"{rows}.map(r => r.cells[1].textContent)")
    expect("a filter keeps a verdict's", 0 < len(shown) < len(before) and set(shown) == {"regression"})


def check_narrow(page, width):
    """Tables that are moved sideways keep what tells what is seen."""
    page.run("document.querySelectorAll('.wide').forEach(w => { w.scrollLeft = 200; })")
    shown = "Array.from(document.querySelectorAll('.wide table')).filter(t => t.getBoundingClientRect().width > 0)"
    moved = f"{shown}.filter(t => t.parentNode.scrollWidth > t.parentNode.clientWidth)"
    captions = page.run(f"{shown}.map(t => t.caption.getBoundingClientRect()).map(r => [r.left, r.right])")
    firsts = page.run(f"{moved}.map(t => t.tBodies[0].rows[0].cells[0].getBoundingClientRect()).map(r => [r.left, r.right])")
    expect("narrow: a caption is read without moving its table",
           captions and all(left >= 0 and right <= width for left, right in captions))
    expect("narrow: a row's name stays in sight and leaves room beside it",
           all(left >= 0 and right <= 0.6 * width for left, right in firsts))


def check_print(page):
    """Lines of a figure are as many as it has blanks, and one, at the most."""
    broken = page.run("""Array.from(document.querySelectorAll('td:not(.l)')).filter(c => c.offsetWidth > 0).filter(c => {
        const range = document.createRange();
        range.selectNodeContents(c);
        const lines = new Set(Array.from(range.getClientRects(), r => Math.round(r.top)));
        return lines.size > c.textContent.split(/\\s+/).length;
    }).map(c => c.textContent)""")
    expect(f"print: no figure is broken off: {broken[:5]}", broken == [])


def check_static(page, is_race):
    """What must hold with JavaScript off too."""
    count = lambda selector: page.run(f"document.querySelectorAll({selector!r}).length")
    expect("landmarks", all(count(s) == 1 for s in ("main", "body > header", "footer", "h1")) and
           count("nav") >= is_race)
    expect("each picture has a text", count("svg") > is_race and count("svg:not([aria-label])") == 0)
    expect("each table has a caption", count("table") > 1 + is_race and count("table") == count("table > caption"))
    expect("ids are each there once", page.run(
        "(() => {const ids = Array.from(document.querySelectorAll('[id]'), e => e.id);"
        "return ids.length === new Set(ids).size})()"))
    expect("what ids are referred to are there", page.run(
        "Array.from(document.querySelectorAll('use, a[href^=\"#\"]')).every(u => "
        "document.getElementById((u.getAttribute('href') || u.getAttribute('xlink:href')).slice(1)))"))
    expect("the scripts are the page's and the data", page.run(
        "Array.from(document.scripts).filter(s => !s.type).length") == 1)
    expect("nothing was smuggled in", count("img, iframe, object, embed, link, base, [onload], [onerror], [onclick]") == 0)
    expect("no attack has run", page.run("typeof window.pwned") == "undefined")


def main():
    path, result, pictures = sys.argv[1:4]
    if chromium.find() is None:
        print("check_report.py: no chromium here", file=sys.stderr)
        return 77
    page = chromium.Browser()
    try:
        page.open(path)
        is_race = page.run("document.querySelector('table.ratios') !== null")
        check_static(page, is_race)
        for check in (check_sort, check_filter, check_plot) if is_race else (check_cells,):
            check(page)
        check_download(page, result)
        for name, how in (("light", {}), ("dark", {"dark": True}), ("narrow", {"width": 390, "height": 844}),
                          ("print", {"media": "print", "width": 794})):
            page.open(path, **how)
            width = how.get("width", 1280)
            expect(f"{name}: no wider than the window", page.run("document.documentElement.scrollWidth") <= width)
            if name == "narrow":
                check_narrow(page, width)
            if name == "print":
                check_print(page)
            page.screenshot_all(f"{pictures}{name}.png", width, min(page.run("document.documentElement.scrollHeight"), 4000))
        page.open(path, scripts=False)
        check_static(page, is_race)
        expect("without JavaScript no control stands about", page.run(
            "document.querySelectorAll('button, input, select').length") == 0)
        expect("no complaint: " + "; ".join(page.complaints)[:2000], page.complaints == [])
        page_url = "file://" + os.path.abspath(path)
        others = [url for url in page.requests if url != page_url and not url.startswith("blob:")]
        expect(f"nothing is loaded: {others}", others == [])
    finally:
        page.close()
    for what in WRONG:
        print("not so: " + what)
    return 1 if WRONG else 0


sys.exit(main())
