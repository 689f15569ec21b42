import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../../src/kit/paths.ts'
import { automatedDecisions, undecided } from '../../../src/server/automated/decisions/index.ts'

/**
 * What code that decides about people cannot do without: choosing them by a rule, asking whether they may be written to,
 * drawing, sending, scoring, merging.
 */
const markers = [
  /segments\.compile\(|membersSql\(|ruleMembers\(|segmentMembers\(|selectsByProfile\(/,
  /\.selection\(|mayContact\(/,
  /inControl\(|isControl\(|saltedDraw\(/,
  /delivery\.enqueue\(|enqueueDeliveries\(|insertInto\('deliveries'\)|INSERT INTO deliveries/,
  /INSERT INTO (decisions|merges|customer_features|computed_values|profile_rows)\b/,
  /mergePersons\(|onePer\(|representedByOthers\(|sharedHomes[<(]/,
]

const root = packageRoot()
const sources = readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
const told = new Set([...automatedDecisions.flatMap(({ places }) => places), ...Object.keys(undecided)])
const decides = (file: string) => {
  const text = readFileSync(join(root, file), 'utf8')
  return markers.some((marker) => marker.test(text))
}

it('every place that chooses, draws, scores, merges or writes to people is in the register', () => {
  const found = sources.filter((file) => decides(file) && !told.has(file))
  expect(
    found,
    'add them to a file of src/server/automated/decisions, with how a refusal is honoured',
  ).toEqual([])
})

it('the register names no place that is gone or decides nothing any more', () => {
  expect([...told].filter((file) => !sources.includes(file) || !decides(file))).toEqual([])
})

it.each(automatedDecisions.map((one) => [one.id, one] as const))('%s is shown by a test', (_, { proofs }) => {
  expect(proofs.length).toBeGreaterThan(0)
  for (const [file, name] of proofs) expect(readFileSync(join(root, file), 'utf8')).toContain(name)
})
