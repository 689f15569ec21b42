import type { z } from 'zod'
import { type Route, route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import {
  beginRotation,
  countSealedBefore,
  graceDays,
  type Ledger,
  oldKeysOf,
  rotationsOf,
  writeAudit,
} from '../../stores/ledger/index.ts'
import { getEncryptionKeys, rotateEncryptionKeys } from './api.ts'

export interface KeyDeps {
  ledger: Ledger
  masterKey: Buffer
  /** Writes the copy of the customers' keys beside the master key. */
  saveKeys(): Promise<void>
}

/** Keys of encryption; the master key is changed where its file lies, by `liangti keys rotate --master`. */
export function encryptionKeyRoutes(deps: KeyDeps): Route[] {
  const { ledger } = deps
  return [
    route(getEncryptionKeys, ({ workspace }) => stateOf(ledger, workspace)),
    route(rotateEncryptionKeys, async ({ workspace, actor }) => {
      const [newest] = await rotationsOf(ledger, workspace.id, 1)
      // One at a time: what is under way is brought to its end first.
      if (!newest || newest.doneAt !== null) {
        await beginRotation(ledger, deps.masterKey, workspace.id, `${actor.kind}:${actor.id}`)
        await deps.saveKeys()
        await writeAudit(ledger.db, {
          workspaceId: workspace.id,
          actor,
          action: 'keys.rotate',
          subject: { kind: 'workspace', id: workspace.slug },
        })
      }
      return stateOf(ledger, workspace)
    }),
  ]
}

async function stateOf(
  ledger: Ledger,
  { id }: Workspace,
): Promise<z.input<typeof getEncryptionKeys.response>> {
  const [master, rotations, left] = await Promise.all([
    rotationsOf(ledger, null, 1),
    rotationsOf(ledger, id),
    oldKeysOf(ledger, id).then((old) => countSealedBefore(ledger, old)),
  ])
  return {
    masterChangedAt: master[0]?.startedAt.toISOString() ?? null,
    rotations: rotations.map((one) => ({
      id: one.id,
      startedAt: one.startedAt.toISOString(),
      activeFrom: one.activeFrom.toISOString(),
      doneAt: one.doneAt?.toISOString() ?? null,
      resealed: one.resealed,
      unreadable: one.unreadable,
    })),
    left,
    graceDays,
  }
}
