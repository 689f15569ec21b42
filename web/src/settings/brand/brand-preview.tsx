import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Brand } from '../../api/types.ts'
import { MailFrame } from '../../ui/mail-frame.tsx'
import { Part } from '../../ui/page.tsx'
import { useReadingLanguage } from '../../ui/reading-language.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useLatePreview } from '../../ui/use-late-preview.ts'

const shows = ['mail', 'page', 'text'] as const

/** A mail and a hosted page as customers would get them, a moment after each change. */
export function BrandPreview({ brand }: { brand: Brand }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [show, setShow] = useState<(typeof shows)[number]>('mail')
  const { language, choice } = useReadingLanguage()
  const query = useLatePreview('/brand/preview', { brand, language })
  return (
    <Part
      title={t('brand.preview')}
      actions={
        <>
          {choice}
          <Segmented
            aria-label={t('brand.preview')}
            value={show}
            onChange={setShow}
            options={shows.map((value) => ({ value, label: t(`brand.shows.${value}`) }))}
          />
        </>
      }
    >
      <Loaded query={query} where={t('brand.preview')} height={480}>
        {(preview) => (
          <div className="stack-tight" aria-busy={query.isFetching}>
            {preview.contrasts.map(({ pair, ratio, enough }) => (
              <p key={pair} className={enough ? 'faint' : 'notice notice-look'}>
                {t(enough ? 'brand.readable' : 'brand.unreadable', {
                  pair: t(`brand.pairs.${pair}`),
                  ratio: format.decimal(ratio, 2),
                })}
              </p>
            ))}
            <p className="faint">{t('brand.from', { sender: preview.sender })}</p>
            {show === 'text' ? (
              <pre className="mail-text">{preview.text}</pre>
            ) : (
              <MailFrame html={preview[show]} title={t(`brand.shows.${show}`)} height={860} />
            )}
          </div>
        )}
      </Loaded>
    </Part>
  )
}
