// The store: what is there, what comes, what was sent, the books, the vials that are open. Of a site or of a unit above.
import { useEffect } from 'preact/hooks';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import type { Shipment } from '../../shared/types';
import { may } from '../account';
import { loadReference } from '../board';
import { atSite, unitPath } from '../place';
import { Books } from './books';
import { CountAll } from './count_all';
import { Lots } from './lots';
import { Send } from './send';
import { ShipmentPage } from './shipment';
import { Shipments } from './shipments';
import { stockLink, useLoaded, type Items } from './store';
import { Vials } from './vials';

const w = words({
	nav: ['Các phần của kho', 'Parts of the store'],
	lots: ['Tồn kho', 'In store'],
	incoming: ['Đang đến', 'Coming'],
	sent: ['Đã gửi', 'Sent'],
	books: ['Sổ kho', 'Books'],
	vials: ['Lọ đang mở', 'Open vials'],
	coming: ['{n} chuyến đang đến', '{n} shipments coming'],
});

type Part = 'lots' | 'incoming' | 'sent' | 'books' | 'vials';

function Parts({ current }: { current: Part }) {
	const incoming = useLoaded<Items<Shipment>>(unitPath('incoming'));
	const coming = incoming.value?.items.length;
	useEffect(() => void incoming.reload(), [current]);
	const parts: Part[] = ['lots', 'incoming', 'sent', 'books', ...(atSite.value ? ['vials' as const] : [])];
	return (
		<nav class="parts" aria-label={w('nav')}>
			<ul>
				{parts.map((part) => (
					<li key={part}><a class="parts__tab" href={stockLink(...(part === 'lots' ? [] : [part]))} aria-current={part === current ? 'page' : undefined}>
						{w(part)}{part === 'incoming' && !!coming && <span class="count" aria-label={w('coming', { n: coming })}>{number(coming)}</span>}
					</a></li>
				))}
			</ul>
		</nav>
	);
}

export function Stock({ rest }: { rest: string[] }) {
	const [first, id, step] = rest;
	useEffect(() => void loadReference().catch(() => {}), []);
	if (first === 'send' && may('stock_write'))
		return <Send checking={id === 'check'} />;
	if (first === 'count' && may('stock_write'))
		return <CountAll />;
	if ((first === 'incoming' || first === 'sent') && id)
		return <ShipmentPage key={id} side={first} id={id} receiving={step === 'receive'} />;
	const part: Part = first === 'incoming' || first === 'sent' || first === 'books' || (first === 'vials' && atSite.value) ? first : 'lots';
	return (
		<>
			<Parts current={part} />
			{part === 'lots' && <Lots opened={first === 'lot' ? id : undefined} />}
			{(part === 'incoming' || part === 'sent') && <Shipments key={part} side={part} />}
			{part === 'books' && <Books lotId={id} />}
			{part === 'vials' && <Vials />}
		</>
	);
}
