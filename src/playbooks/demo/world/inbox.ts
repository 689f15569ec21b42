import type { WorldEngine } from './engine.ts'
import type { ReceivedMessage } from './shop.ts'

/**
 * Puts what the catcher received into its readers' boxes. Campaigns and the messages of one to a person are numbered as
 * they come, so that the same mail moves the same people in every run.
 * @param received newest first, as the catcher lists it
 */
export async function putIntoBoxes(
  engine: WorldEngine,
  world: string,
  received: readonly ReceivedMessage[],
  day: number,
): Promise<void> {
  if (received.length === 0) return
  const numbers = new Map<string, number>()
  const copies = new Map<string, number>()
  const before = await engine.rows<{ i: number; campaign_id: string; campaign_no: number; messages: number }>(
    `SELECT i, campaign_id, campaign_no, toUInt32(count()) AS messages FROM ${world}.inbox GROUP BY i, campaign_id, campaign_no`,
  )
  for (const { i, campaign_id, campaign_no, messages } of before) {
    numbers.set(campaign_id, campaign_no)
    copies.set(`${i} ${campaign_id}`, messages)
  }
  const rows = [...received].reverse().flatMap((message) => {
    const i = /^<?d(\d{6})@/.exec(message.to)?.[1]
    if (!i) return []
    const campaign = message.campaignId ?? ''
    const campaignNo = numbers.get(campaign) ?? numbers.size + 1
    numbers.set(campaign, campaignNo)
    const nth = (copies.get(`${Number(i)} ${campaign}`) ?? 0) + 1
    copies.set(`${Number(i)} ${campaign}`, nth)
    return [
      {
        i: Number(i),
        message_id: message.id,
        campaign_id: campaign,
        received_day: day,
        campaign_no: campaignNo,
        nth,
      },
    ]
  })
  await engine.insert(`${world}.inbox`, rows)
}
