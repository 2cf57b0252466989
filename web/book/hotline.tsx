// The red button: numbers to call after a dose, there without a network too. 115 is Viet Nam's number for an ambulance.
import { useState } from 'preact/hooks';
import { Dialog } from '../shared/dialog';
import { both, words } from '../shared/lang';
import { useSeen } from './seen';
import { telLink } from './terms';
import type { Hotline } from './types';

const w = words({
	ask: ['Khó chịu sau tiêm?', 'Unwell after the dose?'],
	call: ['Gọi {phone}', 'Call {phone}'],
	more: ['Số khác', 'More'],
	title: ['Gọi ngay, không chờ', 'Call now, do not wait'],
	when: ['Khó thở, đau ngực, ngất, nổi mẩn toàn thân, sốt trên 39 °C: gọi ngay hoặc đến bệnh viện gần nhất.',
		'Hard to breathe, chest pain, fainting, a rash all over, fever above 39 °C: call at once or go to the nearest hospital.'],
	site: ['Điểm tiêm', 'The site'],
	region: ['Gọi khẩn cấp', 'Emergency call'],
});

const AMBULANCE: Hotline = { name_vi: 'Cấp cứu', name_en: 'Ambulance', phone: '115' };

export const useHotlines = (): Hotline[] => {
	const found = useSeen<{ items: Hotline[] }>('/api/v1/book/hotlines').value?.items ?? [];
	return found.some((h) => h.phone === AMBULANCE.phone) ? found : [AMBULANCE, ...found];
};

export function HotlineList({ items }: { items: Hotline[] }) {
	return (
		<ul class="hotlines">
			{items.map((h) => (
				<li key={h.phone}><a class="hotline" href={telLink(h.phone)}><span>{both({ vi: h.name_vi, en: h.name_en ?? null })}</span><span class="hotline__phone">{h.phone}</span></a></li>
			))}
		</ul>
	);
}

// sitePhone: of the site that gave the dose, where it is known.
export function RedButton({ sitePhone }: { sitePhone?: string | null }) {
	const [open, setOpen] = useState(false);
	const items = useHotlines();
	const all = sitePhone ? [...items, { name_vi: 'Điểm tiêm', name_en: w('site'), phone: sitePhone }] : items;
	return (
		<aside class="red" aria-label={w('region')}>
			<span class="red__ask">{w('ask')}</span>
			<a class="red__call" href={telLink(AMBULANCE.phone)}>{w('call', { phone: AMBULANCE.phone })}</a>
			<button type="button" class="red__more" onClick={() => setOpen(true)}>{w('more')}</button>
			{open && (
				<Dialog title={w('title')} onClose={() => setOpen(false)}>
					<p class="red__when">{w('when')}</p>
					<HotlineList items={all} />
				</Dialog>
			)}
		</aside>
	);
}
