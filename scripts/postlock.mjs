// Completes package-lock.json after `npm install`. npm drops the optional packages of other platforms from a lock file
// made here, and `npm ci` then refuses it ("Missing … from lock file"). Run after every change of a dependency:
//   npm install && npm run postlock
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const path = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(path, 'utf8'))

/** Places where Node would look for `name` from the package at `from`, nearest first. */
function* places(from, name) {
  for (
    let at = from;
    ;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    yield `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (at === '') return
  }
}

/** What the registry says of a platform's package; where it does not serve it, what the name says. */
function factsOf(name, version) {
  try {
    const fields = ['version', 'os', 'cpu', 'libc', 'dist.integrity']
    const answer = JSON.parse(
      execFileSync('npm', ['view', `${name}@${version}`, ...fields, '--json'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
    const { 'dist.integrity': integrity, ...facts } = Array.isArray(answer) ? answer.at(-1) : answer
    return { ...facts, integrity }
  } catch {
    const word = (...words) => words.find((candidate) => new RegExp(`[-/]${candidate}(-|$)`).test(name))
    const os = word('darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony')
    const cpu = word('x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'wasm32')
    return {
      version: version.replace(/^[\^~]/, ''),
      ...(os ? { os: [os] } : {}),
      ...(cpu ? { cpu: [cpu] } : {}),
    }
  }
}

const added = []
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if ([...places(from, name)].some((place) => lock.packages[place])) continue
    const found = factsOf(name, version)
    lock.packages[`node_modules/${name}`] = { ...found, ...(entry.dev ? { dev: true } : {}), optional: true }
    added.push(`${name}@${found.version}`)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
// Registry addresses belong to whoever installs.
for (const entry of Object.values(lock.packages)) if (!entry.link) delete entry.resolved
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(added.length ? `added ${added.join(', ')}\n` : 'nothing was missing\n')
