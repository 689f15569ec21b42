import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that work for a minute or longer, the longest first. Started last, one of them leaves the other worker idle for
 * as long; vitest would go by the size of the file where it has run nothing before.
 */
const longest = [
  'placebo.engine.test.ts',
  'demo-proof.engine.test.ts',
  'loop.engine.test.ts',
  'imports/real-data.engine.test.ts',
  'opt-out.engine.test.ts',
  'backup.engine.test.ts',
  'agreement.engine.test.ts',
  'to-sql/forest.engine.test.ts',
  'kills.fault.test.ts',
  'keys.fault.test.ts',
  'promise.fault.test.ts',
  'full-disk.fault.test.ts',
  'profiles.e2e.test.ts',
  'pages.e2e.test.ts',
  'privacy.e2e.test.ts',
  'identity.e2e.test.ts',
] as const

/** @returns its place among the longest; those that are none come after them */
function placeOf({ moduleId }: TestSpecification): number {
  const at = longest.findIndex((name) => moduleId.endsWith(`/${name}`))
  return at === -1 ? longest.length : at
}

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    return usual.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}
