// Bundles CodeMirror into one file that the policy of pages lets run: no style element, no image.
//   npm ci && npm run build
// The same lock file gives the same bytes; `tests/api/pages/shell/test_editor_bundle.py` holds their digest.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const vendor = join(here, "../../api/pages/shell/static/vendor");
const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const version = dependencies["@codemirror/view"];

/** What is changed in others' files, once each: `style-src 'self'` and no `img-src` forbid what they do. */
const PATCHES = [
  [/style-mod[\\/]src[\\/]style-mod\.js$/, "if (!root.head && root.adoptedStyleSheets", "if (root.adoptedStyleSheets"],
  [/@codemirror[\\/]lint[\\/]dist[\\/]index\.js$/, /return `url\('data:image\/svg\+xml,[^`]*`;/, 'return "none";'],
  [/@codemirror[\\/]view[\\/]dist[\\/]index\.js$/, /backgroundImage: `url\('data:image\/svg\+xml,[^`]*`/, 'backgroundImage: "none"'],
];

const patched = {
  name: "patched",
  setup(bundle) {
    for (const [filter, from, to] of PATCHES) {
      bundle.onLoad({ filter }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        const contents = text.replace(from, to);
        if (contents === text) throw new Error(`nothing to patch in ${path}`);
        return { contents, loader: "js" };
      });
    }
  },
};

const done = await build({
  absWorkingDir: here,
  entryPoints: ["entry.js"],
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "codemirror",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
  plugins: [patched],
});
const code = done.outputFiles[0].text;
const bundled = [...new Set(Object.keys(done.metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean))].sort();
const packages = bundled.map((name) => {
  const folder = join(here, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return { name, version: about.version, licence: about.license, text: readFileSync(join(folder, licence), "utf8").trim() };
});
const file = `codemirror-${version}.min.js`;
writeFileSync(join(vendor, file), code);
writeFileSync(
  join(vendor, `codemirror-${version}.LICENSE.txt`),
  packages.map((one) => `${one.name} ${one.version} (${one.licence})\n\n${one.text}\n`).join(`\n${"-".repeat(72)}\n\n`),
);
const manifest = join(vendor, "manifest.json");
const rows = JSON.parse(readFileSync(manifest, "utf8")).filter((row) => row.name !== "codemirror");
rows.push({
  file,
  name: "codemirror",
  version,
  source: `npm @codemirror/view@${version} and the others of tools/editor/package-lock.json, bundled by tools/editor/build.mjs`,
  licence: "MIT",
  sha256: createHash("sha256").update(code).digest("hex"),
});
writeFileSync(manifest, `${JSON.stringify(rows, null, 2)}\n`);
writeFileSync(join(here, "versions.json"), `${JSON.stringify(Object.fromEntries(packages.map((one) => [one.name, one.version])), null, 2)}\n`);
console.log(file, code.length, packages.map((one) => `${one.name}@${one.version} ${one.licence}`).join(", "));
