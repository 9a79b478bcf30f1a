package dev.rolloutserver;

/** The contrast of the texts on a page, by the formula of WCAG 2. */
final class Contrast {
  /** Returns a line for each text that is seen and has less than 4.5 to what lies behind it. */
  static final String SCRIPT =
      """
      const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
      const light = colour => {
        const [r, g, b] = colour.map(part => part / 255)
          .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = element => {
        for (; element; element = element.parentElement) {
          const colour = numbers(getComputedStyle(element).backgroundColor);
          if (colour.length < 4 || colour[3] === 1) {
            return colour.slice(0, 3);
          }
        }
        return [255, 255, 255];
      };
      const shown = element => {
        let part = 1;
        for (; element; element = element.parentElement) {
          part *= Number(getComputedStyle(element).opacity);
        }
        return part;
      };
      const bad = new Set();
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const box = element.getBoundingClientRect();
        if (texts.currentNode.data.trim() === '' || box.width < 2 || box.height < 2
            || !element.checkVisibility()) {
          continue;
        }
        const behind = ground(element);
        const part = shown(element);
        const ink = numbers(getComputedStyle(element).color).slice(0, 3)
          .map((colour, index) => colour * part + behind[index] * (1 - part));
        const [most, least] = [light(ink), light(behind)].sort((a, b) => b - a);
        const ratio = (most + 0.05) / (least + 0.05);
        if (ratio < 4.5) {
          bad.add(`${element.tagName}.${element.className} on ${behind}: ${ratio.toFixed(2)}`);
        }
      }
      return [...bad];
      """;

  private Contrast() {}
}
