import { App, Button, Input, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { useFormat, useLanguage } from '../../ui/use-format.ts'

/** Addresses by which calendar programs read the calendar: made, and ended at once. */
export function FeedsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const language = useLanguage()
  const format = useFormat()
  const problem = useProblemText()
  const query = useRead('/calendar/feeds')
  const add = useWrite('post', '/calendar/feeds', ['/calendar/feeds'])
  const revoke = useWrite('delete', '/calendar/feeds/{id}', ['/calendar/feeds'])
  const [name, setName] = useState('')
  const [url, setUrl] = useState<string | null>(null)
  const fail = (error: unknown) => void message.error(problem(error))
  const make = () =>
    add
      .mutateAsync({ body: { name: name.trim(), language } })
      .then((made) => {
        setUrl(made.url)
        setName('')
      })
      .catch(fail)
  return (
    <Modal open width={640} title={t('calendar.feeds')} footer={null} onCancel={onClose}>
      <p className="soft">{t('calendar.feedsHelp')}</p>
      <Field label={t('calendar.feedName')}>
        <div className="bar">
          <Input value={name} maxLength={80} onChange={({ target }) => setName(target.value)} />
          <Button
            type="primary"
            disabled={name.trim() === ''}
            loading={add.isPending}
            onClick={() => void make()}
          >
            {t('calendar.feedMake')}
          </Button>
        </div>
      </Field>
      <Loaded query={query} where={t('calendar.feeds')} height={80}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('calendar.feedsNone')}</p>
          ) : (
            <ul className="plain-list">
              {items.map((feed) => (
                <li key={feed.id} className="bar">
                  <span className="grow">
                    <strong>{feed.name}</strong>{' '}
                    <span className="faint">
                      {t('calendar.feedMade', { at: format.dateTime(feed.createdAt) })}
                      {' · '}
                      {feed.revokedAt
                        ? t('calendar.feedRevoked', { at: format.dateTime(feed.revokedAt) })
                        : feed.usedAt
                          ? t('calendar.feedUsed', { at: format.dateTime(feed.usedAt) })
                          : t('calendar.feedUnused')}
                    </span>
                  </span>
                  {feed.revokedAt ? null : (
                    <Popconfirm
                      title={t('calendar.feedRevokeAsk')}
                      okText={t('calendar.feedRevoke')}
                      onConfirm={() => revoke.mutateAsync({ path: { id: feed.id } }).catch(fail)}
                    >
                      <Button size="small">{t('calendar.feedRevoke')}</Button>
                    </Popconfirm>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {url ? (
        <SecretOnce
          title={t('calendar.feedUrl')}
          help={t('calendar.feedUrlHelp')}
          secret={url}
          onClose={() => setUrl(null)}
        />
      ) : null}
    </Modal>
  )
}
