import { LRUCache } from 'lru-cache'
import type { Workspace } from '../../../kit/workspace.ts'
import { statedName } from '../../needs/topics.ts'
import { type Barrier, barrierTo } from '../../privacy/purposes/left-out.ts'
import { requireUse } from '../../privacy/purposes/limits.ts'
import { factsSubject } from '../../privacy/purposes/subjects.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import type { ServedProfile } from './build.ts'

/** Profiles serve whoever talks to a customer, unless the request says something else. */
export const servedUse = 'service'

/** Takes out of a profile what may not be used, and says so in it. */
export type Cut = (profile: ServedProfile) => Promise<ServedProfile>

/** A limit that was set or lifted holds after so long. */
const rememberedMs = 3_000

/** @returns of a workspace and a use: null where nothing stands against it @throws privacy.unknownUse */
export function createCuts(
  deps: ProfileDeps,
  ports: ProfilePorts,
): (workspace: Workspace, use: string) => Promise<Cut | null> {
  const known = new LRUCache<string, Promise<Cut | null>>({ max: 1_000, ttl: rememberedMs })
  return (workspace, use) => {
    const name = `${workspace.id} ${use}`
    const remembered = known.get(name)
    if (remembered) return remembered
    const made = cutFor(deps, ports, workspace, use)
    known.set(name, made)
    made.catch(() => known.delete(name)) // whoever asked meets it
    return made
  }
}

async function cutFor(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  use: string,
): Promise<Cut | null> {
  // What customers are served by is no purpose anybody has to have set up.
  if (use !== servedUse) await requireUse(deps.ledger.db, workspace.id, use)
  const barrier = await barrierTo(deps, workspace.id, use)
  if (barrier === null) return null
  const answers = new Map<string, Promise<boolean>>()
  const isBarred = (name: string, of: Parameters<ProfilePorts['subjectsOf']>[1]) => {
    const answer =
      answers.get(name) ?? ports.subjectsOf(workspace, of).then((subjects) => bars(barrier, subjects))
    answers.set(name, answer)
    return answer
  }
  return async (profile) => {
    const keep = async <T extends { id: string }>(
      all: readonly T[],
      kind: string,
      of: (id: string) => Parameters<ProfilePorts['subjectsOf']>[1],
    ) => {
      const barred = await Promise.all(all.map(({ id }) => isBarred(`${kind} ${id}`, of(id))))
      return all.filter((_, i) => !barred[i])
    }
    return {
      ...withoutFacts(profile, barrier),
      computed: await keep(profile.computed, 'computed', (id) => ({ computed: [id] })),
      segments: await keep(profile.segments, 'segment', (segment) => ({ segment })),
      leftOut: barrier.leftOut,
    }
  }
}

const bars = (barrier: Barrier, subjects: readonly string[]) => barrier.against(subjects).length > 0

function withoutFacts(profile: ServedProfile, barrier: Barrier): ServedProfile {
  const hasOrders = !bars(barrier, [factsSubject('orders')])
  const unknown = { orders: null, monetaryMinor: null, firstOrderAt: null, lastOrderAt: null }
  return {
    ...profile,
    attributes: Object.fromEntries(
      Object.entries(profile.attributes).filter(([name]) => !bars(barrier, [name])),
    ),
    // What somebody said of a topic is limited as the attribute by which files and programs tell it.
    needs: profile.needs.filter(({ topic }) => !bars(barrier, [statedName(topic)])),
    value: hasOrders ? profile.value : { ...unknown, r: null, f: null, m: null },
    lastOrders: hasOrders ? profile.lastOrders : [],
    lastTouches: bars(barrier, [factsSubject('touches')]) ? [] : profile.lastTouches,
  }
}
