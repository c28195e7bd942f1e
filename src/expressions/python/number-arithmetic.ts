// Arithmetic of ints and floats as Python does it: `/` gives a float, `//` and `%` go to the floor.
import { fail } from '../expression-error.ts';
import { EXPRESSION_LIMITS } from '../expression-limits.ts';
import type { ArithmeticOperator } from '../syntax/expression-tree.ts';
import { bitLength, nearestFloat } from './exact-decimal.ts';
import { checkedInt } from './value.ts';

/** An int (bigint) or a float (number). */
export type NumberValue = bigint | number;

/** `left operator right`; two ints stay ints but for `/` and negative powers. Throws as Python does, and LIMIT for huge ints. */
export function arithmetic(operator: ArithmeticOperator, left: NumberValue, right: NumberValue): NumberValue {
  if (typeof left === 'bigint' && typeof right === 'bigint') return ofInts(operator, left, right);
  return ofFloats(operator, Number(left), Number(right));
}

function ofInts(operator: ArithmeticOperator, left: bigint, right: bigint): NumberValue {
  switch (operator) {
    case '+':
      return checkedInt(left + right);
    case '-':
      return checkedInt(left - right);
    case '*':
      return checkedInt(left * right);
    case '/':
      return right === 0n ? zeroDivision() : nearestFloat(left, right);
    case '//':
      return right === 0n ? zeroDivision() : (left - floorRest(left, right)) / right;
    case '%':
      return right === 0n ? zeroDivision() : floorRest(left, right);
    case '**':
      return intPower(left, right);
  }
}

// The rest of a division to the floor has the sign of the divisor; JavaScript's has that of the dividend.
function floorRest(left: bigint, right: bigint): bigint {
  const rest = left % right;
  return rest !== 0n && rest < 0n !== right < 0n ? rest + right : rest;
}

function intPower(left: bigint, right: bigint): NumberValue {
  if (right < 0n) {
    if (left === 0n) return zeroDivision();
    // A power too large for an int has a reciprocal so small that the float power is as good.
    return fits(left, -right) ? nearestFloat(1n, left ** -right) : floatPower(Number(left), Number(right));
  }
  return fits(left, right) ? checkedInt(left ** right) : fail('LIMIT', `an int of more than ${EXPRESSION_LIMITS.intBits} bits would be made; use floats, such as 2.0`);
}

// Decided before computing: 9**9**9 would take all memory there is. Doubled, because the bits are an upper estimate.
function fits(left: bigint, exponent: bigint): boolean {
  const size = left < 0n ? -left : left;
  return size <= 1n || BigInt(bitLength(size) - 4) * exponent <= BigInt(2 * EXPRESSION_LIMITS.intBits) && exponent <= BigInt(2 * EXPRESSION_LIMITS.intBits);
}

function ofFloats(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? zeroDivision() : left / right;
    case '//':
      return right === 0 ? zeroDivision() : floorDivision(left, right).quotient;
    case '%':
      return right === 0 ? zeroDivision() : floorDivision(left, right).rest;
    case '**':
      return floatPower(left, right);
  }
}

// The quotient comes from the exact rest, not from left / right, which may have been rounded up to the next whole number.
function floorDivision(left: number, right: number): { readonly quotient: number; readonly rest: number } {
  let rest = left % right;
  let quotient = (left - rest) / right;
  if (rest === 0) rest = right < 0 ? -0 : 0;
  else if (rest < 0 !== right < 0) {
    rest += right;
    quotient -= 1;
  }
  if (quotient === 0) return { quotient: left / right < 0 || Object.is(left / right, -0) ? -0 : 0, rest };
  const floor = Math.floor(quotient);
  return { quotient: quotient - floor > 0.5 ? floor + 1 : floor, rest };
}

function floatPower(left: number, right: number): number {
  // JavaScript calls these two no number; Python, like C, says 1.
  if (left === 1 || (left === -1 && !Number.isFinite(right) && !Number.isNaN(right))) return 1;
  if (left === 0 && right < 0) return fail('ZERO_DIVISION', '0.0 cannot be raised to a negative power');
  if (left < 0 && Number.isFinite(left) && Number.isFinite(right) && !Number.isInteger(right)) {
    return fail('VALUE', 'a negative number to a power that is not whole is a complex number, which is not available');
  }
  const result = left ** right;
  return Number.isFinite(left) && Number.isFinite(right) && !Number.isFinite(result) ? fail('OVERFLOW', 'the power is too large for a float') : result;
}

function zeroDivision(): never {
  return fail('ZERO_DIVISION', 'division by zero; test the divisor first');
}
