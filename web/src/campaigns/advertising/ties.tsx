import { App, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import type { MediaTies } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

type Item = MediaTies['items'][number]
type Source = Pick<Item['sources'][number], 'kind' | 'source' | 'utmCampaign' | 'label'>

const keyOf = ({ kind, source, utmCampaign }: Source) => JSON.stringify([kind, source, utmCampaign])
const wordsOf = ({ label, utmCampaign }: Source) => (utmCampaign === '' ? label : `${label} / ${utmCampaign}`)

/** Which people belong to which medium: by where they came from. */
export function Ties() {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const mayEdit = useMay('campaigns.edit')
  const currency = useWorkspace()?.currency ?? 'CNY'
  const query = useRead('/media/ties')
  const [changing, setChanging] = useState<Item | null>(null)
  return (
    <Loaded query={query} where={t('advertising.ties.title')} height={120}>
      {({ items, sources }) =>
        items.length === 0 ? null : (
          <Part title={t('advertising.ties.title')} note={t('advertising.ties.note')}>
            <DataTable
              label={t('advertising.ties.title')}
              maxHeight={420}
              rows={items}
              rowKey={({ medium, campaign }) => `${medium}\n${campaign}`}
              columns={[
                { key: 'medium', title: t('advertising.medium'), render: (row) => local(row.label) },
                {
                  ...{ key: 'campaign', title: t('advertising.campaign') },
                  render: (row) =>
                    row.campaign || <span className="faint">{t('advertising.ties.whole')}</span>,
                },
                {
                  ...{ key: 'spend', title: t('advertising.ties.spend'), figure: true },
                  render: (row) => format.money(row.spendMinor, currency),
                },
                {
                  ...{ key: 'sources', title: t('advertising.ties.sources') },
                  render: (row) =>
                    row.sources.length > 0 ? (
                      row.sources.map(wordsOf).join(t('common.listComma'))
                    ) : row.suggested.length > 0 ? (
                      <span className="soft">
                        {t('advertising.ties.suggested', {
                          sources: row.suggested.map(wordsOf).join(t('common.listComma')),
                        })}
                      </span>
                    ) : (
                      '–'
                    ),
                },
                {
                  ...{
                    key: 'change',
                    title: <span className="visually-hidden">{t('advertising.ties.change')}</span>,
                  },
                  render: (row) =>
                    mayEdit ? (
                      <Button size="small" onClick={() => setChanging(row)}>
                        {t('advertising.ties.change')}
                      </Button>
                    ) : null,
                },
              ]}
            />
            {changing ? (
              <ChangeTie item={changing} sources={sources} onClose={() => setChanging(null)} />
            ) : null}
          </Part>
        )
      }
    </Loaded>
  )
}

function ChangeTie({
  item,
  sources,
  onClose,
}: {
  item: Item
  sources: MediaTies['sources']
  onClose: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/media/ties', ['/media', '/audit'])
  const known = new Map<string, Source & { people?: number }>(
    [...sources, ...item.sources, ...item.suggested].toReversed().map((one) => [keyOf(one), one]),
  )
  const [chosen, setChosen] = useState(
    (item.sources.length > 0 ? item.sources : item.suggested).map((one) => keyOf(one)),
  )
  const put = () => {
    const list = chosen.map((key) => {
      const [kind, source, utmCampaign] = JSON.parse(key) as [Source['kind'], string, string]
      return { kind, source, utmCampaign }
    })
    save.mutate(
      { body: { medium: item.medium, campaign: item.campaign, sources: list } },
      {
        onSuccess: () => {
          void message.success(t('advertising.ties.saved'))
          onClose()
        },
        onError: (error) => void message.error(problem(error)),
      },
    )
  }
  const name = [local(item.label), item.campaign].filter(Boolean).join(' / ')
  return (
    <Modal
      open
      title={t('advertising.ties.of', { name })}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={put}
      onCancel={onClose}
      destroyOnHidden
    >
      <Field label={t('advertising.ties.sources')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          value={chosen}
          onChange={(keys: string[]) => setChosen(keys)}
          options={[...known].map(([key, one]) => ({
            value: key,
            label:
              one.people === undefined
                ? wordsOf(one)
                : t('advertising.ties.option', { source: wordsOf(one), people: format.integer(one.people) }),
          }))}
        />
        <span className="field-help">{t('advertising.ties.help')}</span>
      </Field>
    </Modal>
  )
}
