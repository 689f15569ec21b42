import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../api/hooks.ts'
import { Part } from '../ui/page.tsx'
import { Paged } from '../ui/paged.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { CaughtSmsList } from './caught-sms.tsx'
import { InteractionPage } from './interaction-page.tsx'
import { Message } from './message.tsx'

const channels = ['email', 'sms'] as const

/** What the built-in catchers hold: mail and SMS that reached nobody. */
export function MailPage() {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const channel = url.channel === 'sms' ? 'sms' : 'email'
  return (
    <InteractionPage
      tab="mail"
      answers={t('interaction.mail.answers')}
      actions={
        <Segmented
          aria-label={t('interaction.mail.channel')}
          value={channel}
          onChange={(value) => setUrl({ channel: value === 'email' ? null : value, id: null, q: null })}
          options={channels.map((value) => ({ value, label: t(`interaction.mail.channels.${value}`) }))}
        />
      }
    >
      {channel === 'sms' ? <CaughtSmsList /> : <Mails />}
    </InteractionPage>
  )
}

function Mails() {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const list = usePages(
    '/mail-catcher',
    {
      query: {
        limit: 50,
        ...(url.q ? { search: url.q } : {}),
        ...(url.campaign ? { campaign: url.campaign } : {}),
      },
    },
    { refetchInterval: 5_000 },
  )
  const address = (list.data?.pages[0] as { address?: string } | undefined)?.address
  return (
    <div className="columns">
      <Part
        className="span-4"
        title={t('interaction.mail.list')}
        note={list.total === null ? null : format.integer(list.total)}
      >
        <SearchField name="q" label={t('interaction.mail.find')} />
        <Paged
          list={list}
          where={t('interaction.mail.list')}
          height={400}
          empty={
            url.q
              ? { title: t('interaction.mail.emptyFilter') }
              : { title: t('interaction.mail.empty'), help: t('interaction.mail.emptyHelp') }
          }
        >
          {(items) => (
            <ul className="mail-list">
              {items.map((mail) => (
                <li key={mail.id}>
                  <button
                    type="button"
                    className="mail-item"
                    aria-current={url.id === mail.id}
                    onClick={() => setUrl({ id: mail.id })}
                  >
                    <strong className="clip">{mail.subject}</strong>
                    <span className="clip soft">{mail.to}</span>
                    <span className="faint">{format.dateTime(mail.receivedAt)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Paged>
        {address ? <p className="faint">{t('interaction.mail.address', { address })}</p> : null}
      </Part>
      <div className="span-8">{url.id ? <Message key={url.id} id={url.id} /> : <Nothing />}</div>
    </div>
  )
}

function Nothing() {
  const { t } = useTranslation()
  return <EmptyState title={t('interaction.mail.choose')} />
}
