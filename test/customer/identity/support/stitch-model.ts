/** The rules as anybody would write them down: one pair after the other, nothing remembered but who belongs to whom. */
export interface ModelRow {
  kind: string
  value: string
  person: number
  source: string
}

export interface ModelWorld {
  /** In the order they were first seen. */
  rows: readonly ModelRow[]
  rules: readonly { kind: string; on: boolean; mostPeople: number }[]
  /** `kind value`. */
  blocked: ReadonlySet<string>
  accounts: ReadonlySet<number>
  /** Keys of two that somebody said are two. */
  apart: readonly (readonly [number, number])[]
  parents: ReadonlyMap<number, number>
}

export function stitchModel(world: ModelWorld) {
  const parents = new Map(world.parents)
  const root = (key: number): number => {
    const up = parents.get(key)
    return up === undefined ? key : root(up)
  }
  const people = new Set(world.rows.map((row) => row.person))
  const isAccount = (person: number) => [...world.accounts].some((key) => root(key) === person)
  const areApart = (one: number, two: number) =>
    world.apart.some(([a, b]) => (root(a) === one && root(b) === two) || (root(a) === two && root(b) === one))
  const proposals = new Set<string>()
  let merged = 0
  for (const rule of world.rules) {
    if (!rule.on) continue
    const rows = world.rows.filter(
      (row) => row.kind === rule.kind && !world.blocked.has(`${row.kind} ${row.value}`),
    )
    const groups = [...new Set(rows.map((row) => row.value))].flatMap((value) => {
      const carrying = rows.filter((row) => row.value === value)
      const together = [...new Set(carrying.map((row) => root(row.person)))].toSorted((a, b) => a - b)
      const ofSource = [...new Set(carrying.map((row) => row.source))].map(
        (source) =>
          new Set(carrying.filter((row) => row.source === source).map((row) => root(row.person))).size,
      )
      return together.length > 1 && Math.max(...ofSource) <= rule.mostPeople ? [together] : []
    })
    for (const [first = 0, ...others] of groups)
      for (const other of others) {
        const [one = 0, two = 0] = [root(first), root(other)].toSorted((a, b) => a - b)
        if (one === two || areApart(one, two)) continue
        if (isAccount(one) && isAccount(two)) proposals.add(`${one} ${two}`)
        else {
          if (isAccount(two)) parents.set(one, two)
          else parents.set(two, one)
          merged += 1
        }
      }
  }
  return { merged, proposals, current: new Map([...people].map((key) => [key, root(key)])) }
}
