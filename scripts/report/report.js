// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a report's page can do beyond being read: sort and filter its tables, say what is under the pointer in its plots,
// hide lines there, hand out the raw result. All it knows it reads off the page, and controls are made here, so that
// without JavaScript none stand about.
'use strict';

function make(tag, text, parent) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

// A cell's value: a number wherever it says or begins with one.
function valueOf(cell) {
  const text = cell.dataset.v ?? cell.textContent;
  const number = parseFloat(text);
  return Number.isNaN(number) ? text.toLowerCase() : number;
}

function compare(a, b) {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

// The first click sorts figures with the largest first, names from a to z; the next the other way round.
function sortBy(table, head, column) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({row, value: valueOf(row.cells[column])}));
  const before = head.getAttribute('aria-sort');
  const down = before ? before === 'ascending' : !head.classList.contains('l');
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  rows.sort((a, b) => (down ? -1 : 1) * compare(a.value, b.value));
  body.append(...rows.map((entry) => entry.row));
}

function makeSortable(table) {
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sortBy(table, head, column));
    head.append(button);
  });
}

function makeSizes(table, tools) {
  const sizes = new Map();
  for (const row of table.tBodies[0].rows)
    if (row.dataset.bytes) sizes.set(row.dataset.bytes, row.cells[2].textContent);
  if (sizes.size < 2) return null;
  const label = make('label', 'Size ', tools);
  const select = make('select', '', label);
  make('option', 'all', select).value = '';
  for (const [bytes, text] of sizes) make('option', text, select).value = bytes;
  return select;
}

// Keeps the rows of which name and kind hold each of the words.
function makeFilterable(table) {
  const tools = make('div', '', null);
  const count = document.createElement('span');
  tools.className = 'tools';
  const input = make('input', '', make('label', 'Only rows with ', tools));
  input.type = 'search';
  input.placeholder = 'avx2 blob';
  const select = makeSizes(table, tools);
  count.setAttribute('role', 'status');
  tools.append(count);
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.cells[0].textContent + ' ' + (row.dataset.bytes ? row.cells[1].textContent : '');
      row.hidden = !words.every((word) => text.includes(word)) ||
                   Boolean(select && select.value && row.dataset.bytes !== select.value);
      shown += !row.hidden;
    }
    count.textContent = shown + ' of ' + table.tBodies[0].rows.length + ' rows';
  };
  input.addEventListener('input', apply);
  if (select) select.addEventListener('change', apply);
  apply();
  table.closest('.wide').before(tools);
}

// Where gnuplot has drawn a group's points, in units of the picture.
function pointsOf(groups) {
  for (const group of groups) {
    const points = [];
    for (const path of group.querySelectorAll('path')) {
      if (path.getAttribute('d').includes('Z')) return pointsOf(groups.slice(1)); // a band
      for (const pair of path.getAttribute('d').matchAll(/(-?[\d.]+),(-?[\d.]+)/g)) points.push([+pair[1], +pair[2]]);
    }
    if (points.length > 0) return points;
    for (const use of group.querySelectorAll('use[transform^="translate"]')) {
      const pair = /translate\((-?[\d.]+),(-?[\d.]+)/.exec(use.getAttribute('transform'));
      points.push([+pair[1], +pair[2]]);
    }
    if (points.length > 0) return points;
  }
  return [];
}

// The lines of a plot by name, each with what gnuplot drew of it and the rows of the table that its points are.
function linesOf(figure) {
  const lines = new Map();
  const cells = figure.closest('.block').querySelectorAll('table.cells tbody tr');
  for (const row of cells) {
    const line = lines.get(row.dataset.impl) ?? {name: row.dataset.impl, rows: [], groups: [], on: true};
    line.rows.push(row);
    lines.set(line.name, line);
  }
  for (const group of figure.querySelectorAll('g[id*="_plot_"]')) {
    const title = group.querySelector('title');
    const line = title && lines.get(title.textContent);
    if (line) line.groups.push(group);
    if (title) title.remove(); // or browsers show it as well
  }
  for (const line of lines.values()) {
    line.points = pointsOf(line.groups);
    if (line.points.length !== line.rows.length) line.points = [];
  }
  return lines;
}

function show(line, on) {
  line.on = on;
  for (const group of line.groups) group.classList.toggle('gone', !on);
  if (!line.label) return;
  line.label.classList.toggle('off', !on);
  line.label.setAttribute('aria-pressed', String(on));
}

function emphasise(lines, chosen) {
  for (const line of lines.values())
    for (const group of line.groups) group.classList.toggle('dim', chosen !== null && line !== chosen);
}

// A name beside the plot becomes a button that hides and shows its line.
function makeNames(figure, lines) {
  for (const text of figure.querySelectorAll('text')) {
    const line = lines.get(text.textContent.trim());
    const kind = text.closest('g[fill]');
    if (!line || (kind && /112,\s*112,\s*112/.test(kind.getAttribute('fill')))) continue; // the headings' grey
    line.label = text;
    text.setAttribute('role', 'button');
    text.setAttribute('tabindex', '0');
    text.setAttribute('aria-pressed', 'true');
    text.addEventListener('click', () => show(line, !line.on));
    text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      show(line, !line.on);
    });
    for (const [type, chosen] of [['pointerenter', line], ['pointerleave', null], ['focus', line], ['blur', null]])
      text.addEventListener(type, () => emphasise(lines, chosen && chosen.on ? chosen : null));
  }
}

function nearest(lines, x, y) {
  let best = null;
  for (const line of lines.values()) {
    if (!line.on) continue;
    line.points.forEach(([px, py], i) => {
      const distance = Math.hypot(px - x, py - y);
      if (distance < 40 && (!best || distance < best.distance)) best = {line, i, distance, x: px, y: py};
    });
  }
  return best;
}

function describe(row) {
  const cell = (i) => row.cells[i].textContent;
  const more = [cell(9) === '-' ? '' : cell(9) + ' of the ceiling', cell(13), cell(14)].filter(Boolean).join(', ');
  return cell(0) + ' (' + cell(1) + '), ' + cell(2) + '\n' + cell(3) + ' GB/s +- ' + cell(4) + '\nratio ' + cell(6) +
         (cell(7) === '-' ? '' : ', 95 %: ' + cell(7) + ' to ' + cell(8)) + (more ? '\n' + more : '');
}

function makeHover(figure, svg, lines) {
  const tip = make('div', '', figure);
  tip.className = 'tip';
  tip.hidden = true;
  tip.setAttribute('role', 'status');
  const leave = () => {
    tip.hidden = true;
    emphasise(lines, null);
  };
  const look = (event) => {
    const scale = svg.getScreenCTM();
    const found = nearest(lines, (event.clientX - scale.e) / scale.a, (event.clientY - scale.f) / scale.d);
    if (!found) {
      if (!tip.hidden) leave();
      return;
    }
    tip.textContent = describe(found.line.rows[found.i]);
    tip.hidden = false;
    emphasise(lines, found.line);
    const box = figure.getBoundingClientRect();
    const x = found.x * scale.a + scale.e - box.left;
    const y = found.y * scale.d + scale.f - box.top;
    tip.style.left = Math.max(0, Math.min(x + 14, box.width - tip.offsetWidth)) + 'px';
    tip.style.top = (y > tip.offsetHeight + 14 ? y - tip.offsetHeight - 12 : y + 14) + 'px';
  };
  svg.addEventListener('pointermove', look);
  svg.addEventListener('pointerdown', look);
  svg.addEventListener('pointerleave', leave);
}

function makeLive(figure) {
  const svg = figure.querySelector('svg');
  const lines = linesOf(figure);
  svg.removeAttribute('role'); // it now has buttons in it
  svg.querySelectorAll(':scope > title').forEach((title) => title.remove());
  makeNames(figure, lines);
  makeHover(figure, svg, lines);
  const tools = document.createElement('div');
  tools.className = 'tools';
  for (const [text, on] of [['Show all', true], ['Hide all', false]]) {
    const button = make('button', text, tools);
    button.type = 'button';
    button.addEventListener('click', () => lines.forEach((line) => show(line, on)));
  }
  make('span', 'Choose a name to hide or show its line; point at the plot for figures.', tools);
  figure.prepend(tools);
}

function makeDownload(script, i) {
  const [name, extension] = script.dataset.name.split('.');
  const button = make('button', 'Download ' + script.dataset.name, script.parentElement.querySelector('.download'));
  button.type = 'button';
  button.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([script.textContent], {type: 'application/json'}));
    link.download = name + (i > 0 ? '-' + (i + 1) : '') + '.' + extension;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

document.querySelectorAll('figure.live').forEach(makeLive); // before tables are sorted
document.querySelectorAll('table.sortable').forEach(makeSortable);
document.querySelectorAll('table.filterable').forEach(makeFilterable);
document.querySelectorAll('script.result').forEach(makeDownload);
