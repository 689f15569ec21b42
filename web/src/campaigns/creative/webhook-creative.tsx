import type { Creative } from '../../api/types.ts'
import type { CreativeEditing } from './channels.tsx'
import { MessageEditor, type MessageField } from './message-editor.tsx'
import { type MessageParts, MessagePreview } from './message-preview.tsx'

const begin = `{
  "template": "campaign",
  "title": "{{ offer.name }}",
  "text": "{{ customer.name }} {{ offer.words }}",
  "link": "{{ links.main }}"
}`
const fields: readonly MessageField[] = [{ name: 'body', most: 20_000, as: 'code', begin }]

function JsonShape({ parts: { body = '' } }: { parts: MessageParts }) {
  return <pre className="code">{body}</pre>
}

export function WebhookEditor(editing: CreativeEditing) {
  return <MessageEditor {...editing} channel="webhook" fields={fields} Shape={JsonShape} />
}

export function WebhookPreview(shown: { creative: Creative; offerId: string | null }) {
  return <MessagePreview {...shown} Shape={JsonShape} />
}
