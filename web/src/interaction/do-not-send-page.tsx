import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePostedPages, useWrite } from '../api/hooks.ts'
import { Part } from '../ui/page.tsx'
import { Paged, useCountWords } from '../ui/paged.tsx'
import { useProblemText } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'
import { AddAddresses } from './add-addresses.tsx'
import { InteractionPage } from './interaction-page.tsx'
import { ListingRules } from './listing-rules.tsx'

export function DoNotSendPage() {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const count = useCountWords()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const mayAdd = useMay('campaigns.edit')
  const mayRemove = useMay('settings.manage')
  const [adding, setAdding] = useState(false)
  const [address, setAddress] = useState('')
  const list = usePostedPages('/do-not-send/list', { limit: 100, ...(address === '' ? {} : { address }) })
  const remove = useWrite('delete', '/do-not-send/{id}', ['/do-not-send'])
  const sourceName = (source: string) => {
    const key = `interaction.doNotSend.sources.${source}`
    return i18n.exists(key) ? i18n.t(key as 'interaction.doNotSend.sources.staff') : source
  }
  const ask = (row: { id: string; masked: string }) =>
    modal.confirm({
      icon: null,
      title: t('interaction.doNotSend.removeAsk'),
      content: t('interaction.doNotSend.removeText', { address: row.masked }),
      okText: t('interaction.doNotSend.remove'),
      onOk: async () => {
        try {
          const { removed } = await remove.mutateAsync({ path: { id: row.id } })
          void message.info(removed ? t('interaction.doNotSend.removed') : t('interaction.doNotSend.kept'))
        } catch (error) {
          void message.error(problem(error))
        }
      },
    })
  return (
    <InteractionPage
      tab="doNotSend"
      answers={t('interaction.doNotSend.answers')}
      actions={
        mayAdd ? <Button onClick={() => setAdding(true)}>{t('interaction.doNotSend.add')}</Button> : null
      }
    >
      <Part title={t('interaction.doNotSend.list')} note={count(list)}>
        <Input.Search
          className="search-field"
          allowClear
          placeholder={t('interaction.doNotSend.find')}
          aria-label={t('interaction.doNotSend.find')}
          onSearch={(text) => setAddress(text.trim())}
        />
        <Paged
          list={list}
          where={t('interaction.doNotSend.list')}
          height={240}
          empty={
            address !== ''
              ? { title: t('interaction.doNotSend.emptyFilter') }
              : { title: t('interaction.doNotSend.empty'), help: t('interaction.doNotSend.emptyHelp') }
          }
        >
          {(items) => (
            <DataTable
              label={t('interaction.doNotSend.list')}
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: 'address',
                  title: t('interaction.doNotSend.col.address'),
                  render: (row) => row.masked,
                },
                {
                  key: 'reason',
                  title: t('interaction.doNotSend.col.reason'),
                  // Only what a colleague wrote is words; the rest is said by the source.
                  render: (row) => (row.source === 'staff' ? row.reason : '') || '–',
                },
                {
                  key: 'source',
                  title: t('interaction.doNotSend.col.source'),
                  render: (row) => sourceName(row.source),
                },
                {
                  key: 'at',
                  title: t('interaction.doNotSend.col.at'),
                  figure: true,
                  render: (row) => format.dateTime(row.at),
                },
                {
                  key: 'do',
                  title: <span className="visually-hidden">{t('interaction.doNotSend.remove')}</span>,
                  figure: true,
                  render: (row) =>
                    mayRemove && row.source !== 'customer' ? (
                      <Button size="small" onClick={() => ask(row)}>
                        {t('interaction.doNotSend.remove')}
                      </Button>
                    ) : null,
                },
              ]}
            />
          )}
        </Paged>
      </Part>
      <ListingRules mayEdit={mayRemove} />
      <AddAddresses open={adding} onClose={() => setAdding(false)} />
    </InteractionPage>
  )
}
