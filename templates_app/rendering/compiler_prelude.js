// What mjml-browser expects to find around it, for a V8 that has nothing but the language.
// Evaluated before static/dist/mjml.js; `compileMjml` is called once per source after it.
(() => {
  globalThis.window ??= globalThis;
  globalThis.self ??= globalThis;

  // MJML draws random ids for carousels and menus. An approval signs the compiled bytes, so
  // the same source must give the same bytes: every compile starts from the same seed
  // (mulberry32).
  let state = 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  // Always answers with JSON text: {html, problems: [[line, message, tag]]} or {failure}.
  globalThis.compileMjml = (source) => {
    state = 1;
    try {
      const { html, errors } = globalThis.mjml(source, { validationLevel: "soft" });
      const problems = errors.map(({ line, message, tagName }) => [line ?? null, message, tagName]);
      return JSON.stringify({ html, problems });
    } catch (error) {
      return JSON.stringify({ failure: String(error?.message ?? error) });
    }
  };
})();
