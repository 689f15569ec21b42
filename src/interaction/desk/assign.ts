/** Somebody who may be given tasks. */
export interface Candidate {
  userId: string
  skills: readonly string[]
  /** Tasks a day. */
  capacity: number
  /** Of today's capacity: done, held, or given already. */
  used: number
}

export interface Assignable {
  id: string
  /** '': anybody. */
  skill: string
}

/**
 * Gives tasks out fairly: each, in the order of the queue, to whoever has had least of today's capacity and has the
 * skill; of equals to the lower id, so that the same input gives the same answer. Nobody gets more than their capacity;
 * what nobody can take is left out.
 * @returns user by task
 */
export function assignFairly(
  tasks: readonly Assignable[],
  people: readonly Candidate[],
): Map<string, string> {
  const used = new Map(people.map(({ userId, used: had }) => [userId, had]))
  const ordered = [...people].sort((a, b) => (a.userId < b.userId ? -1 : 1))
  const given = new Map<string, string>()
  for (const task of tasks) {
    let best: Candidate | null = null
    let least = Number.POSITIVE_INFINITY
    for (const one of ordered) {
      const had = used.get(one.userId) ?? 0
      if (had >= one.capacity || (task.skill !== '' && !one.skills.includes(task.skill))) continue
      const share = had / one.capacity
      if (share < least) [best, least] = [one, share]
    }
    if (!best) continue
    given.set(task.id, best.userId)
    used.set(best.userId, (used.get(best.userId) ?? 0) + 1)
  }
  return given
}
