// expect: does not compile
// finding: use of undeclared identifier 'lockstep'
// The contract is not read for a file that does not include it.
int lockstep::sum_up_to(int n) { return n * (n + 1) / 2; }
