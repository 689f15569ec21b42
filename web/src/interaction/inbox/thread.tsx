import { App, Button, Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useSession, useWrite } from '../../api/hooks.ts'
import type { ConversationWithMessages } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Sender } from './sender.tsx'
import { useInbox } from './use-inbox.tsx'

/** One thread: who, what was said, what we do with it. */
export function Thread({ id, answerField }: { id: string; answerField: RefObject<TextAreaRef | null> }) {
  const query = useRead('/inbox/{id}', { path: { id } }, { refetchInterval: 10_000 })
  const { t } = useTranslation()
  return (
    <Loaded query={query} where={t('interaction.tabs.inbox')} height={480}>
      {(thread) => <Shown thread={thread} answerField={answerField} />}
    </Loaded>
  )
}

function Shown({
  thread,
  answerField,
}: {
  thread: ConversationWithMessages
  answerField: RefObject<TextAreaRef | null>
}) {
  const { t } = useTranslation()
  const mayEdit = useMay('customers.edit')
  const me = useSession()?.user?.id ?? ''
  const inbox = useInbox()
  const seen = useRef('')
  useEffect(() => {
    if (!thread.unread || !mayEdit || seen.current === thread.lastAt) return
    seen.current = thread.lastAt
    void inbox.read(thread.id)
  })
  const isMine = thread.assignee?.id === me
  return (
    <Part
      title={thread.customerId === null ? t('inbox.unknown') : thread.name || thread.customerId}
      note={thread.assignee ? t('inbox.assignedTo', { name: thread.assignee.name }) : null}
      actions={
        <>
          {thread.customerId === null ? null : (
            <Go to={`/customers/${thread.customerId}`}>{t('inbox.customer')}</Go>
          )}
          {thread.caseId === null ? null : (
            <Go to={`/interaction/cases/${thread.caseId}`}>{t('inbox.case')}</Go>
          )}
          {mayEdit ? (
            <>
              {thread.linkId === null ? null : (
                <Button onClick={() => void inbox.takeLinkBack(thread.linkId ?? '')}>
                  {t('inbox.unlink')}
                </Button>
              )}
              {thread.caseId === null && thread.customerId !== null ? (
                <Button onClick={() => void inbox.complaint(thread.id)}>{t('inbox.complaint')}</Button>
              ) : null}
              <Button onClick={() => void inbox.toggleMine(thread, me)}>
                {t(isMine ? 'inbox.giveBack' : thread.assignee ? 'inbox.takeOver' : 'inbox.take')}
              </Button>
              <Button onClick={() => void inbox.toggleDone(thread)}>
                {t(thread.state === 'done' ? 'inbox.reopen' : 'inbox.done')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <Messages messages={thread.messages} />
      {mayEdit && thread.customerId === null ? <Sender thread={thread} /> : null}
      {thread.isClosed ? <p className="notice notice-look">{t('inbox.closed')}</p> : null}
      {mayEdit && thread.answersBy !== null && !thread.isClosed ? (
        <Answer
          key={thread.id}
          id={thread.id}
          by={thread.answersBy}
          until={thread.answersUntil}
          field={answerField}
        />
      ) : null}
      {thread.answersBy === null && thread.customerId !== null ? (
        <p className="faint">{t('inbox.notAnswerable')}</p>
      ) : null}
    </Part>
  )
}

const tones = { sent: 'good', failed: 'look', unknown: 'look', suppressed: 'look' } as const

function Messages({ messages }: { messages: ConversationWithMessages['messages'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ol className="thread">
      {messages.map((message) => (
        <li key={message.id} className={message.direction === 'out' ? 'thread-out' : 'thread-in'}>
          <p className="thread-head">
            <strong>
              {message.direction === 'out'
                ? t('inbox.weWrote', { name: message.author ?? '' })
                : (message.subject ?? t('inbox.noSubject'))}
            </strong>
            <span className="faint">{format.dateTime(message.at)}</span>
            {message.status ? (
              <Mark tone={message.status in tones ? tones[message.status as keyof typeof tones] : 'plain'}>
                {t(`interaction.deliveries.status.${message.status}`)}
              </Mark>
            ) : null}
          </p>
          <p className="thread-text">{message.text}</p>
        </li>
      ))}
    </ol>
  )
}

const mostCharacters = { email: 10_000, sms: 500, wechat: 600 } as const

function Answer({
  id,
  by,
  until,
  field,
}: {
  id: string
  by: keyof typeof mostCharacters
  /** The channel takes answers no longer. */
  until: string | null
  field: RefObject<TextAreaRef | null>
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const send = useWrite('post', '/inbox/{id}/answers', ['/inbox', '/deliveries'])
  const [text, setText] = useState('')
  // The same number until it was taken: a click repeated after a broken line sends nothing twice.
  const [messageId, setMessageId] = useState(() => crypto.randomUUID())
  const submit = async () => {
    if (text.trim() === '' || send.isPending) return
    try {
      await send.mutateAsync({ path: { id }, body: { text, messageId } })
      setText('')
      setMessageId(crypto.randomUUID())
      void message.success(t('inbox.answered'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <div className="thread-answer">
      <Input.TextArea
        ref={field}
        rows={5}
        maxLength={mostCharacters[by]}
        aria-label={t('inbox.answer')}
        placeholder={t('inbox.answerHelp')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <div className="bar">
        <Button
          type="primary"
          disabled={text.trim() === ''}
          loading={send.isPending}
          onClick={() => void submit()}
        >
          {t('inbox.send')}
        </Button>
        <span className="faint">{t(`inbox.sendHelp.${by}`)}</span>
        {until ? <span className="faint">{t('inbox.until', { at: format.dateTime(until) })}</span> : null}
      </div>
    </div>
  )
}
