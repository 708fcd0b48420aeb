/**
 * What is wrong with a page as it is laid out at this moment: text that is cut off, text over text,
 * and pages wider than their window. Judged by the boxes the browser computed, never by pictures.
 */
import type { Page } from 'playwright-core';

/** One sentence for each fault, with the beginning of the text it is about. */
export function layoutFaultsOf(page: Page): Promise<string[]> {
  return page.evaluate(findLayoutFaults);
}

/** Runs inside the page, so everything it uses is inside it. */
function findLayoutFaults(): string[] {
  /** Fractions of pixels, and letters that lean over their box. */
  const SLACK = 2;
  /** Of a line's height, what few letters fill: lines may come that close. */
  const LEADING = 0.3;
  /** Of a line's height, what no letter fills at its top and at its bottom: it may be cut off. */
  const UNUSED = 0.04;
  const SHOWN_LENGTH = 40;

  interface Box {
    readonly text: string;
    readonly element: Element;
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  }

  function visible(element: Element): boolean {
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  }

  /** The part of each ancestor's box that cuts off what does not fit, and whether one may scroll to it. */
  function cutterOf(element: Element, axis: 'x' | 'y'): Element | undefined {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      const overflow = axis === 'x' ? style.overflowX : style.overflowY;
      if (overflow === 'auto' || overflow === 'scroll') return undefined;
      if (overflow === 'hidden' || overflow === 'clip') return at;
      if (style.position === 'fixed') return undefined;
    }
    return undefined;
  }

  /** What ends text with an ellipsis where there is no room: said to the reader, so no fault. */
  function shortenerOf(element: Element): Element | undefined {
    const cutter = cutterOf(element, 'x');
    if (cutter === undefined) return undefined;
    return getComputedStyle(cutter).textOverflow === 'ellipsis' ? cutter : undefined;
  }

  /** Text for screen readers alone sits in a box of a pixel. */
  function unseen(element: Element): boolean {
    const { width, height } = cutterOf(element, 'x')?.getBoundingClientRect() ?? {};
    return (width ?? Infinity) <= SLACK || (height ?? Infinity) <= SLACK;
  }

  function readable(element: Element): boolean {
    const aside = element.closest('.skip-link, script, style, svg, option');
    return aside === null && visible(element) && !unseen(element);
  }

  /** The box of each line of a text, as far as it is shown. */
  function linesOf(node: Node, element: Element): Box[] {
    const range = document.createRange();
    range.selectNodeContents(node);
    const shortened = shortenerOf(element)?.getBoundingClientRect();
    const text = node.textContent?.trim() ?? '';
    return [...range.getClientRects()]
      .filter(({ width, height }) => width >= 1 && height >= 1)
      .map(({ left, right, top, bottom, height }) => ({
        text,
        element,
        left: Math.max(left, shortened?.left ?? left),
        right: Math.min(right, shortened?.right ?? right),
        top: top + (height * LEADING) / 2,
        bottom: bottom - (height * LEADING) / 2,
      }));
  }

  function boxesOf(root: Element): Box[] {
    const boxes: Box[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.textContent?.trim() === '' || element === null || !readable(element)) continue;
      boxes.push(...linesOf(node, element));
    }
    return boxes;
  }

  /** Whether it lies, if only in part, where what it scrolls in shows it. */
  function scrolledIntoView({ element, left, right, top, bottom }: Box): boolean {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (![overflowX, overflowY].some((word) => word === 'auto' || word === 'scroll')) continue;
      const edge = at.getBoundingClientRect();
      if (right < edge.left || left > edge.right) return false;
      if (bottom < edge.top || top > edge.bottom) return false;
    }
    return true;
  }

  function cutOff({ element, left, right, top, bottom }: Box): boolean {
    const sideways = cutterOf(element, 'x');
    if (sideways !== undefined && shortenerOf(element) === undefined) {
      const edge = sideways.getBoundingClientRect();
      if (left < edge.left - SLACK || right > edge.right + SLACK) return true;
    }
    const upright = cutterOf(element, 'y');
    if (upright === undefined) return false;
    const edge = upright.getBoundingClientRect();
    const spared = ((bottom - top) / (1 - LEADING)) * (LEADING / 2 - UNUSED);
    return top - spared < edge.top - 1 || bottom + spared > edge.bottom + 1;
  }

  function overlap(one: Box, other: Box): boolean {
    return (
      Math.min(one.right, other.right) - Math.max(one.left, other.left) > SLACK &&
      Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > SLACK
    );
  }

  const faults: string[] = [];
  const shown = (text: string): string => `"${text.slice(0, SHOWN_LENGTH)}"`;
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    faults.push(`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`);
  }
  const boxes = boxesOf(document.body).filter(scrolledIntoView);
  for (const box of boxes) if (cutOff(box)) faults.push(`${shown(box.text)} is cut off`);

  // Top to bottom, so that each is compared with its neighbours alone.
  const sorted = boxes.toSorted((one, other) => one.top - other.top);
  for (const [index, one] of sorted.entries()) {
    for (const other of sorted.slice(index + 1)) {
      if (other.top > one.bottom) break;
      // What scrolls or floats lies over other things on purpose.
      const layers = [one, other].map(({ element }) => element.closest('[popover], dialog'));
      if (layers[0] !== layers[1] || one.element === other.element) continue;
      if (overlap(one, other)) faults.push(`${shown(one.text)} lies over ${shown(other.text)}`);
    }
  }
  return [...new Set(faults)];
}
