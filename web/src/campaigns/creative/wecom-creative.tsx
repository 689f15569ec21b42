import { useTranslation } from 'react-i18next'
import type { Creative } from '../../api/types.ts'
import type { CreativeEditing } from './channels.tsx'
import { MessageEditor, type MessageField } from './message-editor.tsx'
import { type MessageParts, MessagePreview } from './message-preview.tsx'
import './push.css'

const fields: readonly MessageField[] = [
  { name: 'words', most: 1_300, as: 'text', begin: '{{ offer.words }}' },
  { name: 'cardTitle', most: 60, optional: true, begin: '{{ offer.name }}' },
  { name: 'cardLink', most: 1_000, optional: true, begin: '{{ links.main }}' },
  { name: 'cardWords', most: 160, optional: true },
  { name: 'cardPicture', most: 1_000, optional: true },
]

/** What an adviser sends: words, and below them a card that leads somewhere. */
function WecomShape({ parts }: { parts: MessageParts }) {
  const { t } = useTranslation()
  const { words, cardTitle, cardWords, cardLink, cardPicture } = parts
  return (
    <div className="stack-tight">
      {words ? <p className="sms-bubble">{words}</p> : null}
      {cardTitle ? (
        <div className="push-card">
          <p className="push-title">{cardTitle}</p>
          {cardWords ? <p className="push-words">{cardWords}</p> : null}
        </div>
      ) : null}
      <ul className="push-links faint">
        {[cardLink, cardPicture]
          .filter((address) => address)
          .map((address) => (
            <li key={address}>{address}</li>
          ))}
      </ul>
      <p className="faint">{t('campaigns.creative.forMany')}</p>
    </div>
  )
}

export function WecomEditor(editing: CreativeEditing) {
  return <MessageEditor {...editing} channel="wecom" fields={fields} Shape={WecomShape} />
}

export function WecomPreview(shown: { creative: Creative; offerId: string | null }) {
  return <MessagePreview {...shown} Shape={WecomShape} />
}
