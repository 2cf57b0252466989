// How to check a draw without this page: what is published, and three steps with any program that computes SHA-256.
import { words } from '../../shared/lang';
import type { Drawn } from './fair';
import { openingAddress } from './where';
import type { Opening } from './types';

const w = words({
	title: ['Tự kiểm tra mà không cần trang này', 'Check it without this page'],
	lead: ['Dùng máy tính và bất cứ chương trình tính SHA-256 nào, ví dụ lệnh sha256sum.', 'Take a computer and any program that computes SHA-256, for example sha256sum.'],
	seal: ['Tính mã của dãy số bí mật. Kết quả phải là mã niêm phong đã công bố trước giờ bốc thăm: {seal}', 'Hash the secret number. It must give the seal that was shown before the draw: {seal}'],
	key: ['Tính mã bốc thăm của một số: dãy số bí mật, dấu hai chấm, mã lấy số. Kết quả phải là: {key}', 'Hash one ticket: the secret number, a colon, the ticket. It must give: {key}'],
	order: ['Làm như vậy với mọi số rồi xếp các mã bốc thăm từ nhỏ đến lớn: đó là thứ tự 1, 2, 3…', 'Do so for all tickets and sort the keys: that is the order 1, 2, 3…'],
	data: ['Dữ liệu công bố của đợt này', 'What is published of this opening'],
	dataMore: ['Mỗi lần 500 số; có thêm thì “next” cho biết số tiếp theo để ghi vào sau ?after=', '500 tickets at a time; if there are more, “next” is what to write behind ?after='],
});

export function ByHand({ o, items, mine }: { o: Opening; items: Drawn[]; mine: string | null }) {
	const one = items.find((i) => i.ticket_id === mine) ?? items[0];
	const address = openingAddress(o.unit_id, o.id, 'draw');
	return (
		<details class="help">
			<summary>{w('title')}</summary>
			<p>{w('lead')}</p>
			<ol class="steps">
				<li><span class="break">{w('seal', { seal: o.commitment })}</span><code class="hash">printf '%s' '{o.seed}' | sha256sum</code></li>
				{one && <li><span class="break">{w('key', { key: one.draw_key })}</span><code class="hash">printf '%s' '{o.seed}:{one.ticket_id}' | sha256sum</code></li>}
				<li>{w('order')}</li>
			</ol>
			<p class="gap"><a class="ask" href={address} target="_blank" rel="noreferrer">{w('data')}</a></p>
			<p class="soft">{w('dataMore')}</p>
		</details>
	);
}
