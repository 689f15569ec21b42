/** Imports this process works on. Their lock may be lost with its connection while the work goes on. */
const working = new Set<string>()

export function takeOn(importId: string): void {
  working.add(importId)
}

/** Leaves an import that was begun and will not be run to the recovery. */
export function letGo(importId: string): void {
  working.delete(importId)
}

export function isOurs(importId: string): boolean {
  return working.has(importId)
}
