interface Group<V> {
  keys: Set<number>
  answer: Promise<Map<number, V>>
  begin(): void
}

/**
 * Questions become few statements. The first of a turn of the event loop waits for the turn's end; while two statements
 * of a workspace are out, all that comes waits together for the next: what a stall of the database holds up is made good
 * by one round trip instead of by as many as there were questions.
 * @param ask all keys of one workspace at once; unknown ones are left out of its answer
 */
export function gather<V>(
  ask: (workspaceId: number, keys: readonly number[]) => Promise<Map<number, V>>,
): (workspaceId: number, keys: readonly number[]) => Promise<Map<number, V>> {
  const lines = new Map<number, { out: number; waiting: Group<V>[] }>()

  function open(workspaceId: number): Group<V> {
    const keys = new Set<number>()
    let begin = () => {}
    const answer = new Promise<void>((resolve) => {
      begin = resolve
    }).then(() => ask(workspaceId, [...keys]))
    return { keys, answer, begin }
  }

  function advance(workspaceId: number): void {
    const line = lines.get(workspaceId)
    if (!line) return
    while (line.out < mostOut) {
      const group = line.waiting.shift()
      if (!group) break
      line.out++
      const ended = () => {
        line.out--
        advance(workspaceId)
      }
      group.answer.then(ended, ended)
      group.begin()
    }
    if (line.out === 0 && line.waiting.length === 0) lines.delete(workspaceId)
  }

  return (workspaceId, keys) => {
    const line = lines.get(workspaceId) ?? { out: 0, waiting: [] }
    lines.set(workspaceId, line)
    const last = line.waiting.at(-1)
    const group = last && last.keys.size + keys.length <= mostKeys ? last : open(workspaceId)
    for (const key of keys) group.keys.add(key)
    if (group !== last) {
      line.waiting.push(group)
      setImmediate(advance, workspaceId)
    }
    return group.answer
  }
}

const mostKeys = 1_000
/** Statements of one workspace at a time. */
const mostOut = 2
