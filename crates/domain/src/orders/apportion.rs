//! Spreading an amount over parts to the cent, so that the parts always add up to the whole.

use countersign_kernel::Money;

/// Shares in proportion to `weights`, largest remainder first; equal remainders go to the earlier part.
/// With no weight at all the first part takes everything.
pub fn apportion(total: Money, weights: &[i64]) -> Vec<Money> {
    let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if sum <= 0 {
        let first = |index| if index == 0 { total } else { Money::ZERO };
        return (0..weights.len()).map(first).collect();
    }
    let exact = |weight: &i64| i128::from(total.0) * i128::from(*weight);
    let mut shares: Vec<i64> = weights.iter().map(|w| (exact(w) / sum) as i64).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&index| (std::cmp::Reverse(exact(&weights[index]) % sum), index));
    let mut left = total.0 - shares.iter().sum::<i64>();
    for index in by_remainder {
        if left <= 0 {
            break;
        }
        shares[index] += 1;
        left -= 1;
    }
    shares.into_iter().map(Money).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cent_is_lost_or_made() {
        for (total, weights) in
            [(1000, vec![1, 1, 1]), (1, vec![5, 5]), (999, vec![7, 0, 13]), (0, vec![1, 2])]
        {
            let shares = apportion(Money(total), &weights);
            assert_eq!(shares.iter().copied().sum::<Money>(), Money(total), "{weights:?}");
        }
        assert_eq!(apportion(Money(1000), &[1, 1, 1]), [Money(334), Money(333), Money(333)]);
        assert_eq!(apportion(Money(500), &[0, 0]), [Money(500), Money(0)]);
        assert_eq!(apportion(Money(500), &[]), []);
    }
}
