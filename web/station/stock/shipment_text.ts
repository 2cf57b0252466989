// What became of a shipment, in a sentence.
import { number } from '../../shared/format';
import { words } from '../../shared/lang';

const w = words({
	received: ['Đã nhận {n}/{of} liều', '{n} of {of} doses received'],
	lost: ['{n} liều vỡ hoặc thiếu', '{n} broken or missing'],
	returned: ['{n} liều đã quay về nơi gửi', '{n} came back to the sender'],
	left: ['còn {n} liều trên đường', '{n} still on the way'],
	none: ['Cả {of} liều đang trên đường', 'All {of} doses are on the way'],
});

export const leftOf = (s: { doses: number; received: number; lost: number; returned: number }) => s.doses - s.received - s.lost - s.returned;
export const leftOfLine = (l: { sent: number; received: number; lost: number; returned: number }) => l.sent - l.received - l.lost - l.returned;

// "Đã nhận 180/200 liều, 5 liều vỡ hoặc thiếu, còn 15 liều trên đường."
export function outcome(s: { doses: number; received: number; lost: number; returned: number }): string {
	const left = leftOf(s), of = number(s.doses);
	if (left === s.doses)
		return `${w('none', { of })}.`;
	return `${[w('received', { n: number(s.received), of }), ...(s.lost ? [w('lost', { n: number(s.lost) })] : []),
		...(s.returned ? [w('returned', { n: number(s.returned) })] : []), ...(left ? [w('left', { n: number(left) })] : [])].join(', ')}.`;
}
