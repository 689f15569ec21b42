import { type Collection, collectionErrors } from '../../customer/index.ts'
import type { MeetFollower } from '../../interaction/index.ts'
import type { Vault } from '../../kit/crypto/index.ts'

/** A new follower of an official account is an event of the source whose write key its connection bears. */
export function meetFollowerOf(
  collection: Pick<Collection, 'sources' | 'receive'>,
  vaultOf: (workspaceId: number) => Promise<Vault>,
): MeetFollower {
  return async ({ writeKey, openid, scene, at }) => {
    const source = await collection.sources.open(writeKey)
    if (!source) throw collectionErrors.badKey({})
    const pseudonym = (await vaultOf(source.workspaceId)).blindIndex('openid', openid).toString('hex')
    const body = {
      ...{ type: 'identify', messageId: `follow-${pseudonym}-${at.getTime()}`, anonymousId: pseudonym },
      traits: { openid, ...(scene === '' ? {} : { wechat_scene: scene }) },
    }
    const bytes = Buffer.byteLength(JSON.stringify(body))
    await collection.receive({ method: 'identify', key: writeKey, body, bytes, locale: 'en' })
  }
}
