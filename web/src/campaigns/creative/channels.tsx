import type { ComponentType } from 'react'
import type { Creative, Objective } from '../../api/types.ts'
import { CallEditor, CallPreview, lineOfCall } from '../../interaction/desk/call-creative.tsx'
import type { Draft } from '../plan/use-draft.ts'
import { CreativePreview } from './creative-preview.tsx'
import { EmailEditor } from './email-editor.tsx'
import { LetterEditor } from './letter-editor.tsx'
import { LetterPreview } from './letter-preview.tsx'
import { PushEditor, PushPreview } from './push-creative.tsx'
import { SmsEditor } from './sms-editor.tsx'
import { SmsPreview } from './sms-preview.tsx'
import { WebhookEditor, WebhookPreview } from './webhook-creative.tsx'
import { WechatEditor, WechatPreview } from './wechat-creative.tsx'
import { WecomEditor, WecomPreview } from './wecom-creative.tsx'

export interface CreativeEditing {
  /** Null: a new one. */
  saved: Creative | null
  offerId: string | null
  /** What the campaign is for, where it is written for one. */
  objective?: Objective
  onClose: () => void
  /** It is kept; the editor closes by itself. */
  onSaved: (creative: Creative) => void
}

export interface CreativeShown {
  creative: Creative
  offerId: string | null
  /** Of what scrolls within itself. */
  height?: number
}

/** How a channel's creatives are written and looked at. */
interface CreativeKind {
  Editor: ComponentType<CreativeEditing>
  Preview: ComponentType<CreativeShown>
  /** The line that tells one from another in a list. */
  line: (creative: Creative) => string
  /** Whether there is a button that leads to a page; there is, unless it says no. */
  hasLinks?: false
}

/** Channels that something is written for; one entry adds another. */
export const creativeKinds: Record<Creative['channel'], CreativeKind> = {
  email: {
    Editor: EmailEditor,
    Preview: (shown) => <CreativePreview height={340} {...shown} />,
    line: ({ subject }) => subject,
  },
  sms: { Editor: SmsEditor, Preview: SmsPreview, line: ({ text }) => text },
  push: {
    Editor: PushEditor,
    Preview: PushPreview,
    line: ({ fields }) => String(fields?.title ?? ''),
  },
  wechat: {
    Editor: WechatEditor,
    Preview: WechatPreview,
    line: ({ fields }) => String(fields?.message || fields?.template || ''),
  },
  wecom: {
    Editor: WecomEditor,
    Preview: WecomPreview,
    line: ({ fields }) => String(fields?.words ?? ''),
  },
  webhook: {
    Editor: WebhookEditor,
    Preview: WebhookPreview,
    line: ({ fields }) => String(fields?.body ?? ''),
  },
  post: { Editor: LetterEditor, Preview: LetterPreview, line: ({ subject, text }) => subject || text },
  call: { Editor: CallEditor, Preview: CallPreview, line: lineOfCall, hasLinks: false },
}

export const creativeChannels = Object.keys(creativeKinds) as Creative['channel'][]

/** Channels with a sender of ours; calls are made by people. */
export type SendingChannel = Exclude<Creative['channel'], 'call'>
export const sendingChannels = creativeChannels.filter((id): id is SendingChannel => id !== 'call')

/** Ways that take what is written for any: somebody else contacts the people. */
const handedOver: Record<Exclude<Draft['channel'], Creative['channel']>, true> = { list: true }

/** Every way a campaign may reach people, in the order they are offered. */
export const campaignChannels = [...creativeChannels, ...Object.keys(handedOver)] as Draft['channel'][]

/** Whether something is written for it. */
export function isWritten(channel: Draft['channel']): channel is Creative['channel'] {
  return Object.hasOwn(creativeKinds, channel)
}
