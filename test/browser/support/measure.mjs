/** What runs inside the page: each function is sent there as text, and may use nothing from outside of itself. */

/** Every text that somebody sees, with the contrast to what is behind it. */
export function contrasts() {
  const parse = (color) => {
    const [r = 0, g = 0, b = 0, a = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
    return { r, g, b, a };
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const color = parse(getComputedStyle(each).backgroundColor);
      if (color.a === 1) return color;
      if (color.a !== 0) throw new Error(`expected colours that are whole, got ${JSON.stringify(color)}`);
    }
    return { r: 255, g: 255, b: 255, a: 1 };
  };
  const ratio = (color, element) => {
    const [light, dark] = [luminance(parse(color)), luminance(behind(element))].toSorted((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
  };
  const seen = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (element.getClientRects().length === 0) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    const text = own.map((node) => node.textContent.trim()).join(' ');
    const style = getComputedStyle(element);
    if (text !== '') seen.push({ text: text.slice(0, 60), ratio: ratio(style.color, element) });
    const before = getComputedStyle(element, '::before');
    if (/[A-Za-z]/.test(before.content) && before.content !== 'none' && before.content !== 'normal') {
      seen.push({ text: before.content, ratio: ratio(before.color, element) });
    }
  }
  return seen;
}

/** Whatever reaches beyond the window, or is cut off by what it is in. A box that scrolls shows the rest. */
export function cutOff({ boxesScroll }) {
  const wide = document.documentElement.clientWidth;
  const named = (element) =>
    `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.slice(0, 40)}`;
  const faults = [];
  if (document.documentElement.scrollWidth > wide)
    faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const element of document.body.querySelectorAll('*')) {
    if (element.getClientRects().length === 0 || element.closest('thead') !== null) continue;
    const box = element.closest('.box');
    const scrolls = boxesScroll && box !== null && box.scrollWidth > box.clientWidth;
    if (!scrolls && element.getBoundingClientRect().right > wide + 0.5)
      faults.push(`beyond the window: ${named(element)}`);
    if (!(scrolls && element === box) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
      faults.push(`wider than its place: ${named(element)}`);
    }
  }
  // Whatever is in something too wide is too wide itself: the first few say where it begins.
  return faults.slice(0, 10);
}

/** Levels of the headings in the order in which they stand. */
export function headingLevels() {
  return [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => Number(tagName.slice(1)));
}

/** What is missing of a table for somebody who hears it. */
export function tableFaults() {
  const faults = [];
  for (const table of document.querySelectorAll('table')) {
    const caption = table.caption?.textContent.trim() ?? '';
    if (caption === '') faults.push('a table without a caption');
    for (const cell of table.querySelectorAll('th')) {
      const expected = cell.closest('thead') === null ? 'row' : 'col';
      if (cell.scope !== expected) faults.push(`${caption}: scope ${cell.scope} of ${cell.textContent}`);
    }
    // Not every browser takes what is laid out as blocks for a table by itself.
    const roles = [...table.querySelectorAll('thead, tbody, tr, th, td'), table].map((each) =>
      each.getAttribute('role'),
    );
    if (roles.includes(null)) faults.push(`${caption}: a part without a role`);
    const heads = table.querySelectorAll('thead th').length;
    for (const row of table.tBodies[0].rows) {
      if (row.cells.length !== heads) faults.push(`${caption}: ${row.cells.length} cells under ${heads} headings`);
    }
  }
  return faults;
}

/** Elements and attributes that could run or load something. */
export function active() {
  const found = document.querySelectorAll(
    'script, iframe, object, embed, link, img, video, audio, form, base, svg, [src], [srcset]',
  );
  const handlers = [...document.querySelectorAll('*')].flatMap((element) =>
    [...element.attributes].filter(
      ({ name, value }) => name.startsWith('on') || /^(https?|javascript|data):/i.test(value),
    ),
  );
  return [...found].map(({ outerHTML }) => outerHTML).concat(handlers.map(({ name, value }) => `${name}=${value}`));
}

/** Targets within the page that nothing answers to, and ids that are there twice. */
export function brokenIds() {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const named = [...document.querySelectorAll('a[href], [aria-labelledby]')].map(
    (element) => element.getAttribute('href')?.slice(1) ?? element.getAttribute('aria-labelledby'),
  );
  return [...twice, ...named.filter((id) => !ids.includes(id))];
}
