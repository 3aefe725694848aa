// Bundles the editor into ../static/editor/, with the licences of all that is in it and a mark of its sources.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "editor");

// tests/wiki/test_editor_bundle.py computes the same without Node.
const sources = [
  ...["build.mjs", "package-lock.json", "package.json"],
  ...readdirSync(join(here, "src")).filter((name) => name.endsWith(".js")).sort().map((name) => `src/${name}`),
];
const hash = createHash("sha256");
for (const name of sources) hash.update(`${name}\n`).update(readFileSync(join(here, name))).update("\n");

mkdirSync(out, { recursive: true });
const result = await build({
  entryPoints: [join(here, "src", "main.js")],
  outfile: join(out, "editor.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2021", "chrome100", "firefox100", "safari15.4"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  banner: { js: `/* Tandem's editor; the licences of its parts are in LICENSES.txt. Sources: ${hash.digest("hex")} */` },
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(match[1]);
}
const parts = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(out, "LICENSES.txt"), parts.join(`\n${"-".repeat(72)}\n\n`));
