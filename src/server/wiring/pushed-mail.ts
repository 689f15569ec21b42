import { type Collection, collectionErrors } from '../../customer/index.ts'
import type { Interaction } from '../../interaction/index.ts'
import type { ReceiveMail } from '../collect/mail.ts'

/** Mail that a provider pushes counts for the workspace of its write key alone. */
export function receiveMailOf(
  collection: Pick<Collection, 'sources'>,
  interaction: Pick<Interaction, 'inbound'>,
): ReceiveMail {
  return async ({ key, to, raw }) => {
    const source = key === null ? null : await collection.sources.open(key)
    if (!source) throw collectionErrors.badKey({})
    if (!source.enabled) throw collectionErrors.off({ source: source.name })
    return interaction.inbound.mail.push({ to, raw }, source.workspaceId)
  }
}
