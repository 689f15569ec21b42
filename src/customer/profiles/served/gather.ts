/**
 * Questions of one turn of the event loop become one statement: under load that is tens of customers a round trip.
 * @param ask all keys of one workspace at once; unknown ones are left out of its answer
 */
export function gather<V>(
  ask: (workspaceId: number, keys: readonly number[]) => Promise<Map<number, V>>,
): (workspaceId: number, keys: readonly number[]) => Promise<Map<number, V>> {
  const waiting = new Map<number, { keys: Set<number>; answer: Promise<Map<number, V>> }>()
  return (workspaceId, keys) => {
    const open = waiting.get(workspaceId)
    if (open && open.keys.size + keys.length <= most) {
      for (const key of keys) open.keys.add(key)
      return open.answer
    }
    const asked = new Set(keys)
    const group = {
      keys: asked,
      answer: new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        if (waiting.get(workspaceId) === group) waiting.delete(workspaceId)
        return ask(workspaceId, [...asked])
      }),
    }
    waiting.set(workspaceId, group)
    return group.answer
  }
}

const most = 1_000
