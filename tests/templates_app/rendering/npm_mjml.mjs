// npm's own mjml on every source of a JSON list from standard input; a JSON list of HTML back.
// With our prelude's Math.random, started anew for each source, random ids are the same.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import vm from "node:vm";

const require = createRequire(import.meta.url);
const seeded = vm.createContext({});
vm.runInContext(readFileSync(process.argv[2], "utf8"), seeded);
Math.random = vm.runInContext("() => Math.random()", seeded);
const mjml = require("mjml");

const sources = JSON.parse(readFileSync(0, "utf8"));
const times = [];
const htmls = sources.map((source) => {
  vm.runInContext('compileMjml("")', seeded); // starts the numbers anew
  const began = process.cpuUsage();
  const { html } = mjml(source, { validationLevel: "soft" });
  const { user, system } = process.cpuUsage(began);
  times.push((user + system) / 1000);
  return html;
});
process.stdout.write(JSON.stringify({ htmls, times }));
