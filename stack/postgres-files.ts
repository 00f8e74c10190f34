// The server's files: a copy of the npm package, with pgmq, pgTAP and the stand-ins put in.
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { extract } from "tar";
import { extensionArchives, postgresPackage } from "./binaries.ts";
import { ROOT } from "./paths.ts";

const STAND_INS = join(ROOT, "stack", "extensions");

/** What `postgres` may create on Supabase though it is no superuser; supautils helps it there, `trusted` here. */
const TRUSTED = [
  "pgmq",
  "pgtap",
  "dblink",
  "postgres_fdw",
  "pg_stat_statements",
  "pgrowlocks",
  "pg_walinspect",
];

function fingerprint(): string {
  const hash = createHash("sha256");
  const version = readFileSync(join(postgresPackage(), "..", "package.json"));
  for (const bytes of [version, readFileSync(join(ROOT, "stack", "postgres-files.ts"))]) hash.update(bytes);
  for (const name of readdirSync(STAND_INS).sort())
    hash.update(name).update(readFileSync(join(STAND_INS, name)));
  return hash.digest("hex");
}

/** npm packages hold no symbolic links; this one lists its own, and its install script may not have run. */
function restoreLinks(server: string): void {
  const links = JSON.parse(readFileSync(join(server, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const from = join(server, target.replace(/^native\//, ""));
    const to = join(server, source.replace(/^native\//, ""));
    if (lstatSync(from, { throwIfNoEntry: false })) continue;
    symlinkSync(relative(dirname(from), to), from);
  }
}

function addStandIns(extensions: string): void {
  for (const name of readdirSync(STAND_INS)) {
    if (name !== "pgmq-owner.sql") cpSync(join(STAND_INS, name), join(extensions, name));
  }
  const control = readFileSync(join(extensions, "pgmq.control"), "utf8");
  const version = /default_version\s*=\s*'([^']+)'/.exec(control)?.[1];
  appendFileSync(join(extensions, `pgmq--${version}.sql`), readFileSync(join(STAND_INS, "pgmq-owner.sql")));
  for (const name of TRUSTED) {
    const file = join(extensions, `${name}.control`);
    const text = readFileSync(file, "utf8").replace(/^\s*(trusted|superuser)\s*=.*$/gm, "");
    writeFileSync(file, `${text.trimEnd()}\ntrusted = true\n`);
  }
}

/** Makes (or renews) the server's files in `<dir>/server`, readable by `uid`. Returns the path of its bin. */
export async function installServer(dir: string, uid?: number, gid?: number): Promise<string> {
  const server = join(dir, "server");
  const stamp = join(server, "stamp");
  const wanted = fingerprint();
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    rmSync(server, { recursive: true, force: true });
    mkdirSync(server, { recursive: true });
    cpSync(postgresPackage(), server, { recursive: true, verbatimSymlinks: true });
    restoreLinks(server);
    for (const archive of extensionArchives()) await extract({ file: archive, cwd: server });
    addStandIns(join(server, "share", "postgresql", "extension"));
    for (const name of readdirSync(join(server, "bin")))
      chmodSync(join(server, "bin", basename(name)), 0o755);
    writeFileSync(stamp, wanted);
  }
  if (uid !== undefined && gid !== undefined) chownSync(dir, uid, gid);
  return join(server, "bin");
}
