// Lots of all stores below: found by number, filtered, sorted; each leads to its page.
import { useEffect, useState } from 'preact/hooks';
import { errorText, get } from '../shared/api';
import { ExportButtons } from '../shared/export_buttons';
import { SelectField, TextField } from '../shared/field';
import { date, number } from '../shared/format';
import { words } from '../shared/lang';
import type { Items } from '../shared/loaded';
import { Empty, Notice, Tag } from '../shared/notice';
import { link } from '../shared/route';
import { SortedTable } from '../shared/sorted';
import type { Column } from '../shared/table';
import type { Balance } from '../shared/types';
import { daysText, hasAny, isExpired, soonOver, usable } from '../station/stock/store';
import { lotStateName } from '../station/terms';
import { Waiting } from './loading';
import { useLotsBelow } from './own';
import { c } from './text';
import type { Found } from './types';

const w = words({
	title: ['Lô vắc xin', 'Lots'],
	lead: ['Tổng của mọi kho trong phạm vi của đơn vị. Mở một lô để biết nó đến từ đâu, đang ở kho nào, ai đã được tiêm.', 'Sums of all stores of the unit. Open a lot to see where it came from, which stores have it, who received it.'],
	search: ['Tìm lô theo số', 'Find a lot by its number'],
	searchHint: ['Gõ phần đầu của số lô in trên hộp; tìm cả lô không có trong kho của bạn.', 'Type the beginning of the number on the box; lots that your stores do not have are found as well.'],
	notFound: ['Không có lô nào bắt đầu bằng “{text}”. Kiểm tra chữ O và số 0.', 'No lot begins with “{text}”. Check the letter O and the digit 0.'],
	nFound: ['{n} lô khớp', '{n} lots match'],
	filter: ['Hiện lô nào', 'Which lots'],
	stock: ['Còn trong kho hoặc trên đường', 'In store or on the way'],
	expiring: ['Hết hạn trong 30 ngày', 'Expire within 30 days'],
	expired: ['Đã quá hạn, còn trong kho', 'Expired, still in store'],
	stopped: ['Tạm dừng hoặc thu hồi', 'Suspended or recalled'],
	unbackedLots: ['Có liều tiêm chưa có phiếu', 'With doses given without receipt'],
	all: ['Mọi lô, cả lô đã hết', 'All lots, used-up ones too'],
	ofProduct: ['Vắc xin', 'Vaccine'],
	every: ['Mọi vắc xin', 'All vaccines'],
	none: ['Không có lô nào như vậy', 'There are no such lots'],
	noneMore: ['Mọi việc ổn, hoặc chọn cách lọc khác ở trên.', 'All is well, or choose another filter above.'],
	blocked: ['không dùng được', 'not usable'],
	over: ['Hết hạn', 'Expired'],
	soon: ['Sắp hết hạn', 'Expires soon'],
});

type Filter = 'stock' | 'expiring' | 'expired' | 'stopped' | 'unbackedLots' | 'all';
const tests: Record<Filter, (l: Balance) => boolean> = {
	stock: hasAny,
	expiring: (l) => soonOver(l) && hasAny(l),
	expired: (l) => isExpired(l) && l.doses + l.held > 0,
	stopped: (l) => l.state !== 'active',
	unbackedLots: (l) => l.unbacked > 0,
	all: () => true,
};

// What hinders its use, in a word.
export function LotTag({ lot }: { lot: { state: string; expires_on: string } }) {
	if (lot.state !== 'active')
		return <Tag kind="stop">✕ {lotStateName(lot.state)}</Tag>;
	if (isExpired(lot))
		return <Tag kind="stop">✕ {w('over')}</Tag>;
	return soonOver(lot) ? <Tag kind="wait">▲ {w('soon')}</Tag> : <Tag kind="good">✓ {lotStateName('active')}</Tag>;
}

const columns = (unbacked: boolean): Column<Balance>[] => [
	{ name: c('lot'), cell: (l) => <span><a class="row-link nowrap" href={link('lots', 'lot', l.lot_id)}>{l.number}</a><br /><span class="soft">{l.product_name}</span></span>, heading: true, by: (l) => l.number },
	{ name: c('expires'), cell: (l) => <span class="expiry"><span>{date(l.expires_on)}</span><span class="soft nowrap">{daysText(l.expires_on)}</span></span>, by: (l) => l.expires_on },
	{ name: c('state'), cell: (l) => <LotTag lot={l} />, by: (l) => l.state },
	{ name: c('usable'), cell: (l) => (usable(l) || !l.doses ? number(l.doses) : <span><span class="struck">{number(l.doses)}</span><br /><span class="soft">{w('blocked')}</span></span>), numeric: true, by: (l) => l.doses },
	{ name: c('held'), cell: (l) => number(l.held), numeric: true, by: (l) => l.held },
	{ name: c('transit'), cell: (l) => number(l.transit), numeric: true, by: (l) => l.transit },
	{ name: c('used'), cell: (l) => number(l.used), numeric: true, by: (l) => l.used },
	...(unbacked ? [{ name: c('unbacked'), cell: (l: Balance) => (l.unbacked ? <strong class="off">▲ {number(l.unbacked)}</strong> : '0'), numeric: true, by: (l: Balance) => l.unbacked }] : []),
];

function Search() {
	const [text, setText] = useState('');
	const [found, setFound] = useState<{ of: string; items: Found[] } | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	const wanted = text.trim();
	useEffect(() => {
		setMistake(null);
		if (!wanted)
			return setFound(null);
		const stop = new AbortController();
		const timer = setTimeout(() => {
			get<Items<Found>>(`/api/v1/lots?${new URLSearchParams({ number: wanted })}`, { signal: stop.signal })
				.then(({ items }) => setFound({ of: wanted, items }), (e: unknown) => { if (!stop.signal.aborted) setMistake(errorText(e)); });
		}, 250);
		return () => { clearTimeout(timer); stop.abort(); };
	}, [wanted]);
	return (
		<section class="narrow found" aria-label={w('search')}>
			<TextField id="number" label={w('search')} hint={w('searchHint')} value={text} onInput={setText} autocapitalize="characters" />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			<p role="status" class={found?.items.length === 0 ? '' : 'soft'}>{found && (found.items.length ? w('nFound', { n: found.items.length }) : w('notFound', { text: found.of }))}</p>
			<ul class="plain-list">
				{found?.items.map((l) => (
					<li key={l.lot_id}><a class="row-button" href={link('lots', 'lot', l.lot_id)}>
						<span><strong>{l.number}</strong> <span class="soft">{l.product_name} · {date(l.expires_on)}</span></span><LotTag lot={l} />
					</a></li>
				))}
			</ul>
		</section>
	);
}

export function Lots({ filter: asked, product: askedProduct }: { filter?: string | undefined; product?: string | undefined }) {
	const [filter, setFilter] = useState<Filter>(asked && asked in tests ? asked as Filter : 'stock');
	const [product, setProduct] = useState(asked === 'of' ? askedProduct ?? '' : '');
	const loaded = useLotsBelow();
	const every = loaded.value?.items ?? [];
	const products = [...new Map(every.map((l) => [l.product_code, l.product_name]))];
	const shown = every.filter((l) => (!product || l.product_code === product) && tests[filter](l));
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<Search />
			<Waiting of={loaded} />
			{loaded.value && (
				<>
					<div class="filters filters--stock">
						<SelectField id="which" label={w('filter')} value={filter} onChange={(v) => setFilter(v as Filter)} options={(Object.keys(tests) as Filter[]).map((value) => ({ value, text: w(value) }))} />
						<SelectField id="of-product" label={w('ofProduct')} value={product} onChange={setProduct} empty={w('every')} options={products.map(([value, text]) => ({ value, text }))} />
					</div>
					{!shown.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
					{shown.length > 0 && (
						<>
							<SortedTable<Balance> id="lots" caption={w('title')} hideCaption rows={shown} rowKey={(l) => l.lot_id} columns={columns(shown.some((l) => l.unbacked))} first={c('expires')} />
							<ExportButtons file="lo-vac-xin" make={() => ({ name: w('title'),
								head: [c('product'), c('lot'), c('expires'), c('state'), c('usable'), c('held'), c('transit'), c('used'), c('unbacked')],
								rows: shown.map((l) => [l.product_name, l.number, { date: l.expires_on }, isExpired(l) ? w('over') : lotStateName(l.state), l.doses, l.held, l.transit, l.used, l.unbacked]) })} />
						</>
					)}
				</>
			)}
		</>
	);
}
