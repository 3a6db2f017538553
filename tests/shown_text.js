// Every visible text of a notebook's rendered markdown and outputs: its cell, what it is painted with and on, and
// whether any of it is cut off. What Jupyter writes in colours of its own (code, prompts, errors) is left out, and so
// is text inside PNG figures, which have a white ground of their own.
(notebook) => {
  const SHOWN = ".jp-RenderedMarkdown, .jp-OutputArea-output:not([data-mime-type='application/vnd.jupyter.stderr'])";
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const styles = new Map(), colours = new Map();

  // red, green, blue, alpha of whatever CSS calls a colour: color-mix(), oklch() and the rest are left to the browser
  const read = (css) => {
    if (!colours.has(css)) {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = css;
      pixel.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
      colours.set(css, [red, green, blue, alpha / 255]);
    }
    return colours.get(css);
  };
  const styleOf = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const over = (top, under) => {
    const alpha = top[3] + under[3] * (1 - top[3]);
    const mix = (n) => (alpha ? (top[n] * top[3] + under[n] * under[3] * (1 - top[3])) / alpha : 0);
    return [mix(0), mix(1), mix(2), alpha];
  };

  // from the text outwards: what has been painted so far, laid over each background, faded with each opacity
  const painted = (element, colour, behind) => {
    let ink = over(colour, behind), ground = behind, picture = false;
    for (let around = element; around; around = around.parentElement) {
      const style = styleOf(around), back = read(style.backgroundColor), opacity = Number(style.opacity);
      picture ||= ground[3] < 1 && style.backgroundImage !== "none";
      [ink, ground] = [over(ink, back), over(ground, back)].map(([r, g, b, alpha]) => [r, g, b, alpha * opacity]);
    }
    const [seen, on] = [ink, ground].map((layer) => over(layer, [255, 255, 255, 1]).slice(0, 3));
    return { ink: seen, ground: on, picture };
  };
  // in a drawing, what lies behind a text is no ancestor of it: bars painted before it, where they reach under it
  const behindInDrawing = (element, box) => {
    const drawing = element.closest("svg");
    const under = [...(drawing?.querySelectorAll("rect") ?? [])].filter((bar) => {
      const place = bar.getBoundingClientRect();
      const earlier = bar.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
      const across = place.left < box.right && place.right > box.left;
      const down = place.top < box.bottom && place.bottom > box.top;
      return earlier && across && down && styleOf(bar).fill !== "none";
    });
    return [[0, 0, 0, 0], ...under.map((bar) => read(styleOf(bar).fill))];
  };
  // outside a frame that hides what overflows, before any frame that could be scrolled
  const isCut = (element, box) => {
    let across = true, down = true;
    for (let frame = element; frame && frame !== notebook; frame = frame.parentElement) {
      const { overflowX, overflowY, display } = styleOf(frame), place = frame.getBoundingClientRect();
      if (display === "inline" && frame.localName !== "svg") continue;
      across &&= !["auto", "scroll"].includes(overflowX);
      down &&= !["auto", "scroll"].includes(overflowY);
      if (across && overflowX !== "visible" && (box.left < place.left - 1 || box.right > place.right + 1)) return true;
      if (down && overflowY !== "visible" && (box.top < place.top - 1 || box.bottom > place.bottom + 1)) return true;
    }
    return false;
  };

  const cells = [...notebook.querySelectorAll(".jp-Cell")];
  const texts = [];
  const walk = document.createTreeWalker(notebook, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, element = node.parentElement, text = node.data.trim().replace(/\s+/g, " ");
    if (!text || !element.closest(SHOWN)) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width && box.height);
    if (!boxes.length) continue;
    const style = styleOf(element), size = parseFloat(style.fontSize);
    const colour = read(element.closest("svg") ? style.fill : style.color);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const cut = boxes.some((box) => isCut(element, box)), cell = cells.indexOf(element.closest(".jp-Cell"));
    for (const behind of behindInDrawing(element, boxes[0]))
      texts.push({ cell, text, large, cut, ...painted(element, colour, behind) });
  }
  return texts;
}
