import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** What a customer wrote to us, with the way to each thread; nothing where they never did. */
export function CustomerLetters({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayRead = useMay('messages.read')
  const query = useRead(
    '/inbox',
    { query: { customer: customerId, show: 'all', limit: 20 } },
    { enabled: mayRead },
  )
  if (!mayRead) return null
  return (
    <Loaded query={query} where={t('inbox.ofCustomer')} height={80}>
      {({ items }) =>
        items.length === 0 ? null : (
          <Part title={t('inbox.ofCustomer')}>
            <DataTable
              label={t('inbox.ofCustomer')}
              rows={items}
              rowKey={({ id }) => id}
              linkOf={({ id, state }) => `/interaction/inbox?${state === 'done' ? 'show=done&' : ''}id=${id}`}
              columns={[
                {
                  ...{ key: 'words', title: t('inbox.newest') },
                  render: (row) => row.beginning || t('inbox.noSubject'),
                },
                {
                  ...{ key: 'channel', title: t('inbox.channel') },
                  render: (row) =>
                    row.channel === 'email' ||
                    row.channel === 'sms' ||
                    row.channel === 'form' ||
                    row.channel === 'wechat'
                      ? t(`inbox.channels.${row.channel}`)
                      : row.channel,
                },
                {
                  ...{ key: 'state', title: t('inbox.state') },
                  render: (row) => (
                    <Mark tone={row.state === 'done' ? 'quiet' : 'look'}>
                      {t(row.state === 'done' ? 'inbox.shows.done' : 'inbox.shows.open')}
                    </Mark>
                  ),
                },
                { key: 'who', title: t('inbox.holder'), render: (row) => row.assignee?.name ?? '–' },
                {
                  ...{ key: 'at', title: t('inbox.lastAt'), figure: true },
                  render: (row) => format.dateTime(row.lastAt),
                },
              ]}
            />
          </Part>
        )
      }
    </Loaded>
  )
}
