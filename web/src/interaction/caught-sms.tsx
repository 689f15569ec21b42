import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useWrite } from '../api/hooks.ts'
import type { CaughtSms } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'
import { Part } from '../ui/page.tsx'
import { Paged } from '../ui/paged.tsx'
import { EmptyState, useProblemText } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'

const everyMs = 5_000

/** SMS of the message centre for trying: what came, and the telephone it came to. */
export function CaughtSmsList() {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const list = usePages('/sms-catcher', { query: { limit: 50 } }, { refetchInterval: everyMs })
  const address = list.first?.address
  return (
    <div className="columns">
      <Part
        className="span-4"
        title={t('interaction.mail.list')}
        note={list.total === null ? null : format.integer(list.total)}
      >
        <Paged
          list={list}
          where={t('interaction.mail.list')}
          height={400}
          empty={{ title: t('interaction.sms.empty'), help: t('interaction.sms.emptyHelp') }}
        >
          {(items) => (
            <ul className="mail-list">
              {items.map((sms) => (
                <li key={sms.id}>
                  <button
                    type="button"
                    className="mail-item"
                    aria-current={url.id === sms.id}
                    onClick={() => setUrl({ id: sms.id })}
                  >
                    <strong className="clip">{sms.number}</strong>
                    <span className="clip soft">{sms.text}</span>
                    <span className="faint">{format.dateTime(sms.receivedAt)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Paged>
        {address ? <p className="faint">{t('interaction.sms.address', { address })}</p> : null}
      </Part>
      <div className="span-8">
        {url.id ? <Telephone key={url.id} id={url.id} /> : <EmptyState title={t('interaction.sms.choose')} />}
      </div>
    </div>
  )
}

/** All that went to and came from one number, as its holder sees it. */
function Telephone({ id }: { id: string }) {
  const { t } = useTranslation()
  const mayAnswer = useMay('campaigns.edit')
  const list = usePages('/sms-catcher', { query: { limit: 50, thread: id } }, { refetchInterval: everyMs })
  const last = list.items.find(({ direction }) => direction === 'to-customer')
  return (
    <Part title={last?.number ?? ''}>
      <Paged
        list={list}
        where={t('interaction.tabs.mail')}
        height={320}
        empty={{ title: t('interaction.sms.empty') }}
      >
        {(items) => (
          <ol className="thread">
            {items.toReversed().map((sms) => (
              <Said key={sms.id} sms={sms} />
            ))}
          </ol>
        )}
      </Paged>
      {mayAnswer && last ? <Answer id={last.id} /> : null}
    </Part>
  )
}

function Said({ sms }: { sms: CaughtSms }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isOurs = sms.direction === 'to-customer'
  return (
    <li className={isOurs ? 'thread-out' : 'thread-in'}>
      <p className="thread-head">
        <strong>
          {isOurs ? t('interaction.sms.we') : t('interaction.sms.holder', { number: sms.number })}
        </strong>
        <span className="faint">{format.dateTime(sms.receivedAt)}</span>
        {isOurs ? <span className="faint">{t('interaction.sms.parts', { count: sms.parts })}</span> : null}
        {sms.copies > 1 ? (
          <Mark tone="look">{t('interaction.sms.copies', { count: sms.copies })}</Mark>
        ) : null}
      </p>
      <p className="thread-text">{withLinks(sms.text)}</p>
    </li>
  )
}

/** Links as a telephone offers them; opened here they count as the customer's click. */
function withLinks(text: string) {
  return text.split(/(https?:\/\/[\w\-./~?=&%#:+]+)/).map((piece, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text that never changes
      <a key={index} href={piece} target="_blank" rel="noreferrer">
        {piece}
      </a>
    ) : (
      piece
    ),
  )
}

function Answer({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const send = useWrite('post', '/sms-catcher/{id}/answers', ['/sms-catcher', '/inbox', '/do-not-send'])
  const [text, setText] = useState('')
  const submit = async () => {
    if (text.trim() === '' || send.isPending) return
    try {
      await send.mutateAsync({ path: { id }, body: { text } })
      setText('')
      void message.success(t('interaction.sms.sent'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <div className="thread-answer">
      <div className="bar">
        <Input
          style={{ maxWidth: 420 }}
          maxLength={500}
          aria-label={t('interaction.sms.answer')}
          placeholder={t('interaction.sms.answerHelp')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={() => void submit()}
        />
        <Button disabled={text.trim() === ''} loading={send.isPending} onClick={() => void submit()}>
          {t('interaction.sms.send')}
        </Button>
      </div>
      <p className="faint">{t('interaction.sms.effect')}</p>
    </div>
  )
}
