import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../src/kit/paths.ts'

const names = z.record(z.string(), z.string()).default({})
const manifestOf = (path: string) =>
  z
    .object({ dependencies: names, devDependencies: names, optionalDependencies: names })
    .parse(JSON.parse(readFileSync(join(packageRoot(), path), 'utf8')))
const manifests = [manifestOf('package.json'), manifestOf('test/servers/package.json')]
const page = readFileSync(join(packageRoot(), 'docs/operations/dependencies.md'), 'utf8')

/** Names in the first column of the tables. */
const told = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))

const all: Record<string, string> = Object.assign(
  {},
  ...manifests.flatMap((one) => [one.dependencies, one.devDependencies, one.optionalDependencies]),
)
const means = (told: string, name: string) =>
  told.endsWith('/*') ? name.startsWith(told.slice(0, -1)) : told === name

it('every dependency is explained, and none that is not there', () => {
  const names = Object.keys(all)
  expect(names.filter((name) => !told.some((each) => means(each, name)))).toEqual([])
  expect(told.filter((each) => !names.some((name) => means(each, name)))).toEqual([])
})

it('every version is pinned exactly', () => {
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})
