// What the site prints: the list, the forms, and a paper kit for when power or network fails.
import { useState } from 'preact/hooks';
import { TextField } from '../shared/field';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { items, session } from './board';
import { unitPath } from './place';

const w = words({
	title: ['In giấy tờ của buổi tiêm', 'Print the papers of the session'],
	list: ['Danh sách buổi tiêm', 'List of the session'],
	listMore: ['Mọi người theo khung giờ, có chỗ đánh dấu và ký.', 'Everybody by hour, with room for marks and signatures.'],
	forms: ['Phiếu đồng ý và phiếu khám sàng lọc', 'Consent and screening forms'],
	formsMore: ['Mỗi người một bộ, đã điền sẵn phần hành chính.', 'One set for each person, with the personal part filled in.'],
	kit: ['Bộ giấy dự phòng', 'Paper kit'],
	kitMore: ['Khi mất điện hoặc mất mạng: danh sách, phiếu trắng và hướng dẫn từng bàn. In sẵn trước giờ mở cửa.',
		'For when power or network fails: the list, blank forms and a guide for each table. Print it before the doors open.'],
	part: ['Phần {n}', 'Part {n}'],
	blank: ['Số phiếu trắng', 'Blank forms'],
	print: ['Mở để in', 'Open to print'],
	printOf: ['Mở để in: {name}', 'Open to print: {name}'],
	tip: ['Giấy xác nhận của từng người được in ở mục Theo dõi & cấp giấy.', 'The confirmation of each person is printed under Observation.'],
});

// The server prints the forms of so many people at a time, and so many blank ones in a kit.
const PART = 200, MOST_BLANK = 200;

function Paper({ name, more, href, children }: { name: string; more: string; href: string; children?: preact.ComponentChildren }) {
	return (
		<li class="paper">
			<div><h2 class="govuk-heading-m">{name}</h2><p class="soft">{more}</p>{children}</div>
			<a class="govuk-button govuk-button--secondary" href={href} target="_blank" aria-label={w('printOf', { name })}>{w('print')}</a>
		</li>
	);
}

export function Print() {
	const [blank, setBlank] = useState('40');
	const parts = Array.from({ length: Math.max(1, Math.ceil(items.value.length / PART)) }, (_, i) => i + 1);
	const at = (file: string) => unitPath('sessions', session.value!.id, file);
	const count = Math.min(MOST_BLANK, Number(blank.replace(/\D/g, '')) || 0);
	return (
		<div class="narrow">
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<ul class="plain-list">
				<Paper name={w('list')} more={w('listMore')} href={at('list.pdf')} />
				{parts.map((n) => (
					<Paper key={n} name={parts.length > 1 ? `${w('forms')} – ${w('part', { n })}` : w('forms')} more={w('formsMore')}
						href={at('forms.pdf') + (parts.length > 1 ? `?part=${n}` : '')} />
				))}
				<Paper name={w('kit')} more={w('kitMore')} href={`${at('paper-kit.pdf')}?blank=${count}`}>
					<TextField id="blank" label={w('blank')} value={blank} onInput={setBlank} width={4} inputMode="numeric" />
				</Paper>
			</ul>
			<Notice>{w('tip')}</Notice>
		</div>
	);
}
