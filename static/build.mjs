// The bundles of static/dist, built by `npm run build`. Nothing here runs on the server's Node:
// dist/mjml.js is evaluated by V8 inside the compiler's child process, the rest by browsers.
import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// One entry per bundle: where it starts, and what it is called in static/dist.
const bundles = [
  // Every page: the look and the shell.
  { entry: "./static/css/app.css", out: "app" },
  { entry: "./static/js/app.js", out: "app", format: "esm" },
  // The review page.
  { entry: "./static/js/review/review.js", out: "review", format: "esm" },
  // The API in a browser.
  { entry: "./static/js/api/api.js", out: "api", format: "esm" },
  // The editor, and the page of a new template.
  { entry: "./static/js/editor/editor.js", out: "editor", format: "esm" },
  { entry: "./static/js/new/new.js", out: "new", format: "esm" },
  // The genuine MJML compiler as the global `mjml`.
  { entry: "mjml-browser", out: "mjml", format: "iife", globalName: "mjml" },
];

// What a running server reads is replaced file by file; only then goes what is left over.
const built = new Set();
for (const { entry, out, ...options } of bundles) {
  const { metafile } = await build({
    entryPoints: { [out]: entry },
    outdir: here("dist"),
    absWorkingDir: here(".."),
    bundle: true,
    metafile: true,
    minify: true,
    target: "es2022",
    logLevel: "warning",
    ...options,
  });
  for (const path of Object.keys(metafile.outputs)) built.add(resolve(here(".."), path));
}
for (const entry of await readdir(here("dist"), { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (entry.isFile() && !built.has(path)) await rm(path);
}
