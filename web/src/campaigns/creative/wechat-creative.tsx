import type { Creative } from '../../api/types.ts'
import type { CreativeEditing } from './channels.tsx'
import { MessageEditor, type MessageField } from './message-editor.tsx'
import { type MessageParts, MessagePreview } from './message-preview.tsx'

const byForm = { field: 'kind', is: ['template', 'subscribe'] }
const fields: readonly MessageField[] = [
  { name: 'kind', most: 20, options: ['template', 'subscribe', 'custom'], begin: 'template' },
  { name: 'template', most: 100, when: byForm },
  {
    name: 'data',
    most: 4_000,
    as: 'code',
    begin: '{\n  "thing1": "{{ offer.name }}",\n  "thing2": "{{ offer.words }}"\n}',
    when: byForm,
  },
  { name: 'link', most: 1_000, optional: true, begin: '{{ links.main }}', when: byForm },
  { name: 'message', most: 600, as: 'text', when: { field: 'kind', is: ['custom'] } },
]

/** A form's values by their places, or the words of a conversation. */
function WechatShape({ parts }: { parts: MessageParts }) {
  if (parts.message !== undefined) return <p className="sms-bubble">{parts.message}</p>
  return (
    <dl className="pairs">
      {Object.entries(parts).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function WechatEditor(editing: CreativeEditing) {
  return <MessageEditor {...editing} channel="wechat" fields={fields} Shape={WechatShape} />
}

export function WechatPreview(shown: { creative: Creative; offerId: string | null }) {
  return <MessagePreview {...shown} Shape={WechatShape} />
}
