package dev.holdfast.reliability;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Binomial coefficients as exact integers, and their ratios. */
final class Binomials {
    private Binomials() {}

    /** C(n, k); 0 outside of 0 <= k <= n. */
    static BigInteger choose(int n, int k) {
        if (k < 0 || k > n) {
            return BigInteger.ZERO;
        }
        BigInteger product = BigInteger.ONE;
        for (int i = 1; i <= Math.min(k, n - k); i++) {
            product =
                    product.multiply(BigInteger.valueOf(n - i + 1L)).divide(BigInteger.valueOf(i));
        }
        return product;
    }

    /** part / whole, rounded once, to the nearest double but for the last bit. */
    static double ratio(BigInteger part, BigInteger whole) {
        return new BigDecimal(part)
                .divide(new BigDecimal(whole), MathContext.DECIMAL128)
                .doubleValue();
    }
}
