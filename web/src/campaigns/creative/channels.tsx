import type { ComponentType } from 'react'
import type { Creative, Objective } from '../../api/types.ts'
import type { Draft } from '../plan/use-draft.ts'
import { CreativePreview } from './creative-preview.tsx'
import { EmailEditor } from './email-editor.tsx'
import { SmsEditor } from './sms-editor.tsx'
import { SmsPreview } from './sms-preview.tsx'

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

/** How a channel's creatives are written and looked at. */
interface CreativeKind {
  Editor: ComponentType<CreativeEditing>
  Preview: ComponentType<{ creative: Creative; offerId: string | null }>
  /** The line that tells one from another in a list. */
  line: (creative: Creative) => string
}

/** Channels that send; one entry adds another. */
export const creativeKinds: Record<Creative['channel'], CreativeKind> = {
  email: {
    Editor: EmailEditor,
    Preview: (shown) => <CreativePreview {...shown} height={340} />,
    line: ({ subject }) => subject,
  },
  sms: { Editor: SmsEditor, Preview: SmsPreview, line: ({ text }) => text },
}

export const creativeChannels = Object.keys(creativeKinds) as Creative['channel'][]

/** Ways without a sender of ours: somebody else contacts the people. */
const handedOver: Record<Exclude<Draft['channel'], Creative['channel']>, true> = { list: true }

/** Every way a campaign may reach people, in the order they are offered. */
export const campaignChannels = [...creativeChannels, ...Object.keys(handedOver)] as Draft['channel'][]

/** Whether messages of ours leave by it. */
export function isSent(channel: Draft['channel']): channel is Creative['channel'] {
  return Object.hasOwn(creativeKinds, channel)
}
