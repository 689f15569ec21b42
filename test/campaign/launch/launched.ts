import { draft, type TestRoom } from '../room.ts'

type CreativeInput = Parameters<TestRoom['room']['creatives']['create']>[1]

/** Writes a message made of fields for a channel and launches a campaign with it. */
export async function launchedWith(
  t: TestRoom,
  { channel, name, fields }: { channel: 'wechat' | 'wecom'; name: string; fields: Record<string, string> },
) {
  const input = {
    ...{ name, channel, language: 'zh-CN', templateId: null, fields },
    ...{ subject: '', preheader: '', mjml: '', text: '', templateNumber: '' },
  } as CreativeInput
  const { id: creativeId } = await t.room.creatives.create(t.workspace, input)
  const campaign = await draft(t.room, t.workspace, { channel, creativeId })
  const { recipients, silent } = await t.room.forecast(t.workspace, campaign.id)
  const { version } = campaign
  await t.room.launching.launch(t.workspace, campaign.id, { version, recipients }, 'user:test')
  await t.room.launching.settled()
  return {
    id: campaign.id,
    recipients,
    silent: Object.fromEntries(silent.map(({ reason, customers }) => [reason, customers])),
  }
}
