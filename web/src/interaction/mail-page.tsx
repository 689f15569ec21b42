import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../api/hooks.ts'
import { Part } from '../ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat } from '../ui/use-format.ts'
import { InteractionPage } from './interaction-page.tsx'
import { Message } from './message.tsx'

export function MailPage() {
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
    <InteractionPage tab="mail" answers={t('interaction.mail.answers')}>
      <div className="columns">
        <Part
          className="span-4"
          title={t('interaction.mail.list')}
          note={list.total === null ? null : format.integer(list.total)}
        >
          <Input.Search
            style={{ marginBottom: 8 }}
            allowClear
            defaultValue={url.q ?? ''}
            placeholder={t('interaction.mail.find')}
            aria-label={t('interaction.mail.find')}
            onSearch={(q) => setUrl({ q: q.trim() })}
          />
          {list.isPending ? (
            <Loading height={400} />
          ) : list.error ? (
            <ErrorState
              error={list.error}
              where={t('interaction.mail.list')}
              onRetry={() => void list.refetch()}
            />
          ) : list.items.length === 0 ? (
            <EmptyState title={t('interaction.mail.empty')}>{t('interaction.mail.emptyHelp')}</EmptyState>
          ) : (
            <ul className="mail-list">
              {list.items.map((mail) => (
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
          {list.hasNextPage ? (
            <p className="state-actions">
              <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {t('common.more')}
              </Button>
            </p>
          ) : null}
          {address ? <p className="faint">{t('interaction.mail.address', { address })}</p> : null}
        </Part>
        <div className="span-8">{url.id ? <Message key={url.id} id={url.id} /> : <Nothing />}</div>
      </div>
    </InteractionPage>
  )
}

function Nothing() {
  const { t } = useTranslation()
  return <EmptyState title={t('interaction.mail.choose')} />
}
