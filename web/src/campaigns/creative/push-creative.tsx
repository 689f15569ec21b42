import type { Creative } from '../../api/types.ts'
import type { CreativeEditing } from './channels.tsx'
import { MessageEditor, type MessageField } from './message-editor.tsx'
import { type MessageParts, MessagePreview } from './message-preview.tsx'
import './push.css'

const fields: readonly MessageField[] = [
  { name: 'title', most: 100, begin: '{{ brand.name }}' },
  { name: 'words', most: 500, as: 'text', begin: '{{ offer.words }}' },
  { name: 'link', most: 1_000, optional: true, begin: '{{ links.main }}' },
  { name: 'picture', most: 500, optional: true },
  { name: 'button1', most: 30, optional: true },
  { name: 'button1Link', most: 1_000, optional: true },
  { name: 'button2', most: 30, optional: true },
  { name: 'button2Link', most: 1_000, optional: true },
  { name: 'urgency', most: 20, options: ['very-low', 'low', 'normal', 'high'], begin: 'normal' },
  { name: 'kept', most: 10, options: ['1h', '6h', '1d', '3d', '7d', '28d'], begin: '1d' },
  { name: 'topic', most: 32, optional: true },
]

/** A notification as browsers lay it out: picture, title, text, buttons; each system differs a little. */
function PushShape({ parts }: { parts: MessageParts }) {
  const { title, words, link, picture } = parts
  const buttons = [
    [parts.button1, parts.button1Link],
    [parts.button2, parts.button2Link],
  ].filter(([label]) => label)
  return (
    <div className="stack-tight">
      <div className="push-card">
        <p className="push-title">{title}</p>
        <p className="push-words">{words}</p>
        {buttons.length > 0 ? (
          <p className="push-buttons">
            {buttons.map(([label]) => (
              <span key={label}>{label}</span>
            ))}
          </p>
        ) : null}
      </div>
      <ul className="push-links faint">
        {[link, ...buttons.map(([, to]) => to), picture]
          .filter((address) => address)
          .map((address) => (
            <li key={address}>{address}</li>
          ))}
      </ul>
    </div>
  )
}

export function PushEditor(editing: CreativeEditing) {
  return <MessageEditor {...editing} channel="push" fields={fields} Shape={PushShape} />
}

export function PushPreview(shown: { creative: Creative; offerId: string | null }) {
  return <MessagePreview {...shown} Shape={PushShape} />
}
